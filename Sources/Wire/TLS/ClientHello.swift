/// A TLS ClientHello: offsets into the handshake message's bytes (RFC 8446, 4.1.2).
///
/// A message that is cut yields what stands before the cut.
public struct ClientHello: Hashable, Sendable {
    /// The version field: 0x0303 for TLS 1.2 and 1.3.
    public let legacyVersion: UInt16
    /// Whether the bytes end before the message does.
    public private(set) var isCut = false
    /// The first host name of the server_name extension (RFC 6066, 3).
    public private(set) var serverNameRange: Range<Int>?
    /// The protocol name list of the ALPN extension (RFC 7301), each with a length byte before it.
    public private(set) var protocolListRange: Range<Int>?
    /// The highest version of the supported_versions extension, GREASE left out; nil without one.
    public private(set) var highestSupportedVersion: UInt16?
    /// Whether the hello carries an encrypted inner one (RFC 9849). Clients that merely pretend
    /// (GREASE) look the same, so the visible name may be the real one.
    public private(set) var hasEncryptedClientHello = false
    /// Whether the hello carries QUIC transport parameters (RFC 9001, 8.2).
    public private(set) var hasQUICParameters = false

    /// Reads a ClientHello, its four-byte handshake header included; nil if it is none or is
    /// malformed.
    @inline(never) public static func parse(_ handshake: RawSpan) -> ClientHello? {
        ClientHello(handshake)
    }

    private init?(_ bytes: RawSpan) {
        // Header 4, version 2, random 32, session identifier's length 1.
        guard bytes.byteCount >= 39, bytes.u8(0) == 1, bytes.u8(4) == 3 else { return nil }
        let claimed = 4 &+ Int(bytes.be32(0) & 0xff_ffff)
        legacyVersion = bytes.be16(4)
        let end = min(claimed, bytes.byteCount)
        isCut = claimed > bytes.byteCount
        guard let extensions = ClientHello.extensions(bytes, end: end) else {
            // The lists before the extensions reach beyond the end: fine only in a cut message.
            if isCut { return }
            return nil
        }
        guard extensions.upperBound <= claimed else { return nil }
        var at = extensions.lowerBound
        let limit = min(extensions.upperBound, end)
        while at <= limit - 4 {
            let start = at &+ 4
            let next = start &+ Int(bytes.be16(at &+ 2))
            guard next <= extensions.upperBound else { return nil }
            guard next <= limit else { return }
            take(bytes.be16(at), start..<next, bytes)
            at = next
        }
        guard at == extensions.upperBound || isCut else { return nil }
    }

    /// Where the extensions stand; they may reach beyond `end`. Nil if `end` comes before them.
    private static func extensions(_ bytes: RawSpan, end: Int) -> Range<Int>? {
        guard end >= 39 else { return nil }
        var at = 39 &+ Int(bytes.u8(38))
        guard at <= end - 2 else { return nil }
        at = at &+ 2 &+ Int(bytes.be16(at))
        guard at <= end - 1 else { return nil }
        at = at &+ 1 &+ Int(bytes.u8(at))
        // SSL 3 hellos may end here.
        if at == end { return at..<at }
        guard at <= end - 2 else { return nil }
        let start = at &+ 2
        return start..<start &+ Int(bytes.be16(at))
    }

    private mutating func take(_ type: UInt16, _ data: Range<Int>, _ bytes: RawSpan) {
        let start = data.lowerBound
        switch type {
        case 0:
            // List length 2, name type 1, name length 2.
            guard data.count >= 5, bytes.u8(start &+ 2) == 0, serverNameRange == nil else { return }
            let length = Int(bytes.be16(start &+ 3))
            guard length > 0, length <= data.count - 5 else { return }
            serverNameRange = start &+ 5..<start &+ 5 &+ length
        case 16:
            guard data.count >= 2 else { return }
            let length = Int(bytes.be16(start))
            guard length <= data.count - 2 else { return }
            protocolListRange = start &+ 2..<start &+ 2 &+ length
        case 43:
            guard data.count >= 1 else { return }
            var at = start &+ 1
            let end = min(data.upperBound, at &+ Int(bytes.u8(start)))
            while at <= end - 2 {
                let version = bytes.be16(at)
                // GREASE values (RFC 8701) are 0x?A?A with equal bytes.
                if version & 0x0f0f != 0x0a0a {
                    highestSupportedVersion = max(highestSupportedVersion ?? 0, version)
                }
                at = at &+ 2
            }
        case 57: hasQUICParameters = true
        case 0xfe0d: hasEncryptedClientHello = true
        default: break
        }
    }
}

extension ClientHello {
    /// The host name that the hello shows in the clear (cold: it allocates).
    public func serverName(in handshake: RawSpan) -> OutsideText? {
        serverNameRange.map { OutsideText(in: handshake, $0) }
    }

    /// Calls `visit` with the bytes of each offered application protocol, in order of preference.
    public func visitApplicationProtocols(in handshake: RawSpan, _ visit: (Range<Int>) -> Void) {
        guard let list = protocolListRange, list.upperBound <= handshake.byteCount else { return }
        var at = list.lowerBound
        while at < list.upperBound {
            let start = at &+ 1
            let next = start &+ Int(handshake.u8(at))
            guard next <= list.upperBound else { return }
            visit(start..<next)
            at = next
        }
    }

    /// The offered application protocols, "h2" for example (cold: it allocates).
    public func applicationProtocols(in handshake: RawSpan) -> [OutsideText] {
        var names: [OutsideText] = []
        visitApplicationProtocols(in: handshake) { names.append(OutsideText(in: handshake, $0)) }
        return names
    }
}
