internal import Wire

/// A packet that left the machine, as far as a socket may tell who sent it.
struct SentPacket {
    var transport: UInt8
    var local: IPAddress
    /// The host's port; the identifier of an echo request; 0 where there is neither.
    var localPort: UInt16
    var remote: IPAddress
    var remotePort: UInt16
    var at: UInt64
    /// Whether it is an ICMP packet that is no echo request: an error or an answer, which the kernel
    /// sends without a socket.
    var isKernels = false

    /// The packet in a frame.
    init(_ packet: Packet, in frame: RawSpan, at time: UInt64) {
        transport = packet.transport
        local = packet.source
        localPort = packet.sourcePort
        remote = packet.destination
        remotePort = packet.destinationPort
        at = time
        guard transport == IPProtocol.icmp || transport == IPProtocol.icmpv6 else { return }
        let bytes = packet.payload == 0 ? frame.extracting(0..<0) : frame.extracting(packet.content)
        // Type 8, and 128 for IPv6; the identifier stands at 4 (RFC 792, RFC 4443, 4.1).
        isKernels =
            bytes.byteCount < 6 || bytes.u8(0) != (transport == IPProtocol.icmp ? 8 : 128)
        if !isKernels { localPort = bytes.be16(4) }
    }
}
