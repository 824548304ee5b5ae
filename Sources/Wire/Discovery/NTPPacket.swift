/// The header of an NTP packet (RFC 5905, 7.3; RFC 1305).
///
/// The key exchange of NTS (RFC 8915) is no NTP: it is TLS to TCP port 4460 with the application
/// protocol `ntske/1`.
public struct NTPPacket: Hashable, Sendable {
    /// The version: 3 or 4.
    public let version: UInt8
    /// 3 client, 4 server.
    public let mode: UInt8
    /// Steps from a reference clock; 0 says unknown.
    public let stratum: UInt8
    /// When the packet left its sender, in the sender's format; clients may put noise here.
    public let transmitTimestamp: UInt64

    /// Reads a client's or server's packet; nil if it is cut or implausible.
    ///
    /// Plausible: version 3 or 4, mode 3 or 4, stratum up to 16, a poll interval up to 2^17 s, a
    /// whole number of 32-bit words, and a server that tells the time.
    @inline(never) public init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= 48, bytes.byteCount & 3 == 0 else { return nil }
        version = bytes.u8(0) >> 3 & 7
        mode = bytes.u8(0) & 7
        stratum = bytes.u8(1)
        transmitTimestamp = bytes.be64(40)
        let poll = Int8(bitPattern: bytes.u8(2))
        guard 3...4 ~= version, 3...4 ~= mode, stratum <= 16, -6...17 ~= poll,
            mode == 3 || transmitTimestamp != 0
        else { return nil }
    }
}
