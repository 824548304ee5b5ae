internal import Testing
internal import Wire

/// IPv6 down to ports and payload, through extension headers (RFC 8200).
struct IPv6Tests {
    @Test func addressesPortsAndPayloadAreRead() {
        let packet = Sample.packet(Sample.ipv6(17, Sample.udp(40_000, 53, [1, 2])), .raw)
        #expect(packet.family == .ipv6)
        #expect(packet.source == IPAddress("2001:db8:50:0:1234:5678:9abc:def0"))
        #expect(packet.destination == IPAddress("2001:db8:113::80"))
        #expect(packet.destinationPort == 53 && packet.hopLimit == 255)
        #expect(packet.upper == 40 && packet.payloadCount == 2)
    }

    @Test(arguments: [
        [UInt8(0)], [60], [43], [0, 60, 43], [135], [139], [140], Array(repeating: 60, count: 15),
    ])
    func extensionHeadersAreWalked(_ chain: [UInt8]) {
        let packet = Sample.packet(chained(chain, 17, Sample.udp(1, 53, [9])), .raw)
        #expect(packet.transport == 17 && packet.destinationPort == 53 && packet.fault == .none)
        #expect(packet.upper == 40 + 8 * chain.count && packet.payloadCount == 1)
    }

    @Test(arguments: [16, 17, 100])
    func aChainWithoutEndIsAFault(_ count: Int) {
        let chain = Array(repeating: UInt8(60), count: count)
        let packet = Sample.packet(chained(chain, 17, Sample.udp(1, 53, [9])), .raw)
        #expect(packet.fault == .malformed && packet.destinationPort == 0)
        #expect(packet.destination == IPAddress("2001:db8:113::80"))
    }

    @Test(arguments: [UInt8(0), 43, 60, 51, 135])
    func aHeaderThatIsLongerThanThePacketIsAFault(_ number: UInt8) {
        let bytes = Sample.ipv6(
            number, Sample.header(next: 17, length: 255) + Array(repeating: 0, count: 32))
        #expect(Sample.packet(bytes, .raw).fault == .malformed)
        #expect(Sample.packet(Sample.ipv6(number, [17, 0, 0]), .raw).fault == .malformed)
    }

    @Test func longHeadersAreSkippedByTheirLength() {
        let header = Sample.header(next: 6, length: 2) + Array(repeating: 0, count: 16)
        let packet = Sample.packet(Sample.ipv6(60, header + Sample.tcp(1, 443, [5])), .raw)
        #expect(packet.upper == 64 && packet.destinationPort == 443)
    }

    @Test func theAuthenticationHeaderCountsInFourBytes() {
        let header = hex("1104 0000 00000001 00000001 000000000000000000000000")
        let packet = Sample.packet(Sample.ipv6(51, header + Sample.udp(1, 53, [9])), .raw)
        #expect(packet.upper == 64 && packet.destinationPort == 53)
    }

    @Test func fragmentsAreToldApart() {
        let datagram = Sample.udp(1, 4000, [1, 2, 3, 4, 5, 6, 7, 8])
        for (field, place) in [
            (UInt16(0x0001), Packet.Fragment.first), (0x0000, .first), (0x0008, .later),
            (0x0009, .later), (0xfff8, .later),
        ] {
            let header = [17, 0] + FrameBuilder.bytes(field) + hex("0000beef")
            let packet = Sample.packet(Sample.ipv6(44, header + datagram), .raw)
            #expect(packet.fragment == place)
            #expect(packet.identification == 0xbeef && packet.transport == 17)
            #expect(packet.destinationPort == (place == .first ? 4000 : 0))
        }
        #expect(Sample.packet(Sample.ipv6(44, [17, 0, 0]), .raw).fault == .malformed)
    }

    @Test func aLengthOfZeroFillsTheFrame() {
        let bytes = Sample.ipv6(17, Sample.udp(1, 53, [1, 2, 3]), length: 0)
        #expect(Sample.packet(bytes, .raw).payloadCount == 3)
    }

    @Test func paddingBehindThePacketIsNoPayload() {
        let bytes = Sample.ipv6(17, Sample.udp(1, 53, [9])) + Array(repeating: 0, count: 9)
        #expect(Sample.packet(bytes, .raw).payloadCount == 1)
    }

    @Test func nothingNextIsNoFault() {
        let packet = Sample.packet(Sample.ipv6(59, []), .raw)
        #expect(packet.fault == .none && packet.transport == 59 && packet.payloadCount == 0)
    }

    @Test func encapsulatedIPKeepsTheOuterAddresses() {
        let inner = Sample.ipv4(17, Sample.udp(1, 53, []))
        let packet = Sample.packet(Sample.ipv6(4, inner), .raw)
        #expect(packet.transport == 4 && packet.family == .ipv6 && packet.destinationPort == 0)
    }

    private func chained(_ chain: [UInt8], _ last: UInt8, _ content: [UInt8]) -> [UInt8] {
        let nexts = chain.dropFirst() + [last]
        return Sample.ipv6(
            chain[0], nexts.flatMap { Sample.header(next: $0) } + content)
    }
}
