internal import Testing
internal import Wire

/// IPv4 down to ports and payload (RFC 791).
struct IPv4Tests {
    @Test func addressesPortsAndPayloadAreRead() {
        let packet = Sample.packet(
            Sample.ipv4(6, Sample.tcp(40_000, 443, [1, 2, 3])), .raw)
        #expect(packet.source == IPAddress("192.168.50.125"))
        #expect(packet.destination == IPAddress("203.0.113.80"))
        #expect(packet.sourcePort == 40_000 && packet.destinationPort == 443)
        #expect(packet.transport == 6 && packet.flags == 0x18 && packet.hopLimit == 64)
        #expect(packet.upper == 20 && packet.payload == 40 && packet.payloadCount == 3)
        #expect(packet.fragment == .none && packet.fault == .none)
    }

    @Test func optionsAreSkipped() {
        let options = hex("94040000 01010101")
        let packet = Sample.packet(
            Sample.ipv4(17, Sample.udp(1, 53, [9]), options: options), .raw)
        #expect(packet.upper == 28 && packet.destinationPort == 53 && packet.payloadCount == 1)
    }

    @Test func tcpOptionsAreNoPayload() {
        let segment = Sample.tcp(
            1, 443, [7, 7], words: 8, options: hex("020405b4 01010402 01010101"))
        let packet = Sample.packet(Sample.ipv4(6, segment), .raw)
        #expect(packet.payload == 52 && packet.payloadCount == 2)
    }

    @Test func paddingBehindThePacketIsNoPayload() {
        let bytes = Sample.ipv4(17, Sample.udp(1, 53, [9])) + Array(repeating: 0, count: 17)
        #expect(Sample.packet(bytes, .raw).payloadCount == 1)
    }

    @Test func aDatagramShorterThanThePacketEndsThere() {
        let bytes = Sample.ipv4(17, Sample.udp(1, 53, [9, 9, 9], length: 9))
        #expect(Sample.packet(bytes, .raw).payloadCount == 1)
        let lying = Sample.ipv4(17, Sample.udp(1, 53, [9, 9, 9], length: 7))
        #expect(Sample.packet(lying, .raw).payloadCount == 3)
        let long = Sample.ipv4(17, Sample.udp(1, 53, [9, 9, 9], length: 6000))
        #expect(Sample.packet(long, .raw).payloadCount == 3)
    }

    @Test func aLengthOfZeroFillsTheFrame() {
        let bytes = Sample.ipv4(6, Sample.tcp(1, 443, [1, 2, 3]), length: 0)
        #expect(Sample.packet(bytes, .raw).payloadCount == 3)
    }

    @Test func fragmentsAreToldApart() {
        let datagram = Sample.udp(1, 4000, [1, 2, 3, 4, 5, 6, 7, 8])
        let whole = Sample.packet(Sample.ipv4(17, datagram, fragmentation: 0x4000), .raw)
        #expect(whole.fragment == .none && whole.identification == 0)
        let first = Sample.packet(Sample.ipv4(17, datagram, fragmentation: 0x2000), .raw)
        #expect(first.fragment == .first && first.destinationPort == 4000)
        #expect(first.identification == 0x1234)
        for fragmentation in [UInt16(0x2001), 0x0001, 0x1fff] {
            let later = Sample.packet(
                Sample.ipv4(17, datagram, fragmentation: fragmentation), .raw)
            #expect(later.fragment == .later && later.destinationPort == 0 && later.payload == 0)
            #expect(later.fault == .none)
        }
    }

    @Test(arguments: [
        Sample.ipv4(17, Sample.udp(1, 2, []), words: 4),
        Sample.ipv4(17, Sample.udp(1, 2, []), words: 15),
        Sample.ipv4(17, Sample.udp(1, 2, []), length: 19),
        Sample.ipv4(17, Sample.udp(1, 2, []), length: 27),
        Sample.ipv4(17, hex("0001 0002 0008")), Sample.ipv4(6, hex("0001 0002")),
        Sample.ipv4(6, Sample.tcp(1, 2, [], words: 4)),
        Sample.ipv4(6, Sample.tcp(1, 2, [], words: 15)),
        Sample.ipv4(132, hex("0001 0002 00")),
    ])
    func headersThatContradictThemselvesAreFaults(_ bytes: [UInt8]) {
        let packet = Sample.packet(bytes, .raw)
        #expect(packet.fault == .malformed)
        #expect(packet.destination == IPAddress("203.0.113.80"))
        #expect(Sample.packet(bytes, .raw, originalLength: 1500).fault == .cut)
    }

    @Test(arguments: [(UInt8(132), "sctp"), (136, "udplite"), (33, "dccp")])
    func rarePortsAreRead(_ transport: UInt8, _ name: String) {
        let bytes = Sample.ipv4(transport, hex("9c40 0fa0 00000000 0102"))
        let packet = Sample.packet(bytes, .raw)
        #expect(packet.sourcePort == 40_000 && packet.destinationPort == 4000)
        #expect(packet.payloadCount == 2)
        #expect(IPProtocol.name(transport) == name)
    }

    @Test(arguments: [UInt8(1), 2, 4, 41, 47, 50, 253])
    func protocolsWithoutPortsCarryTheirContent(_ transport: UInt8) {
        let packet = Sample.packet(Sample.ipv4(transport, hex("00000800 45000000")), .raw)
        #expect(packet.transport == transport && packet.payloadCount == 8)
        #expect(packet.sourcePort == 0 && packet.destinationPort == 0 && packet.fault == .none)
    }

    @Test func theAuthenticationHeaderIsPassed() {
        let header = hex("1104 0000 00000001 00000001 000000000000000000000000")
        let packet = Sample.packet(Sample.ipv4(51, header + Sample.udp(1, 53, [9])), .raw)
        #expect(packet.transport == 17 && packet.destinationPort == 53 && packet.fault == .none)
        let cut = Sample.packet(Sample.ipv4(51, hex("11ff 0000 00000001 00000001")), .raw)
        #expect(cut.fault == .malformed)
    }
}
