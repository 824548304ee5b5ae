internal import HostileBytes
internal import Testing
internal import Wire

/// What the builder writes is what the dissector reads.
struct FrameBuilderTests {
    private let builder = FrameBuilder(
        from: MACAddress(0x0200_0000_500c), to: MACAddress(0x0200_0000_5001))
    private let address = IPAddress(v4: 0xc0a8_327d)
    private let server = IPAddress(v4: 0xcb00_7150)
    private let address6 = IPAddress(high: 0x2001_0db8_0050_0000, low: 1)
    private let server6 = IPAddress(high: 0x2001_0db8_0113_0000, low: 0x80)

    @Test func datagramsComeBack() {
        for (from, to) in [(address, server), (address6, server6)] {
            let packet = Sample.packet(builder.udp(from, 40_000, to, 53, [1, 2, 3], hopLimit: 7))
            #expect(packet.source == from && packet.destination == to)
            #expect(packet.sourcePort == 40_000 && packet.destinationPort == 53)
            #expect(packet.payloadCount == 3 && packet.hopLimit == 7 && packet.fault == .none)
            #expect(packet.sourceStation == 0x0200_0000_500c)
        }
    }

    @Test func segmentsComeBack() {
        let frame = builder.tcp(
            address, 1, server, 443, [9], sequence: 0x0102_0304, acknowledgement: 5, flags: 0x18)
        let packet = Sample.packet(frame)
        #expect(packet.flags == 0x18 && packet.payloadCount == 1)
        #expect(read(frame) { $0.be32(packet.upper + 4) } == 0x0102_0304)
    }

    @Test func theHeaderChecksumIsRight() {
        // RFC 1071: the sum over a header with its checksum is all ones.
        let header = builder.udp(address, 1, server, 2, [])[14..<34]
        var sum: UInt32 = 0
        for index in stride(from: 14, to: 34, by: 2) {
            sum += UInt32(header[index]) << 8 | UInt32(header[index + 1])
        }
        #expect(sum & 0xffff + sum >> 16 == 0xffff)
    }

    @Test func fragmentsComeBack() {
        let frame = builder.packet(
            address, server, 17, [1, 2, 3, 4, 5, 6, 7, 8], fragmentation: 0x2001, identification: 77
        )
        let packet = Sample.packet(frame)
        #expect(packet.fragment == .later && packet.identification == 77)
    }
}
