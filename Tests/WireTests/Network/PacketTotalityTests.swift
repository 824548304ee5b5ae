internal import HostileBytes
internal import Testing
internal import Wire

/// Whatever the bytes are, reading them ends in a packet whose offsets lie inside the frame.
struct PacketTotalityTests {
    private static let links = [0, 1, 9, 12, 14, 51, 101, 108, 113, 228, 229, 276, 127]
        .map { LinkType(rawValue: $0) }

    private static let samples: [[UInt8]] = [
        Sample.ipv4(6, Sample.tcp(1, 443, [1, 2, 3])),
        Sample.ipv4(17, Sample.udp(1, 53, [1, 2, 3]), options: hex("94040000")),
        Sample.ipv4(51, hex("1101 0000 00000001 00000001") + Sample.udp(1, 53, [])),
        Sample.ipv6(0, Sample.header(next: 44) + hex("11000001 0000beef") + Sample.udp(1, 53, [9])),
        Sample.ipv6(
            51,
            hex("0604 0000 00000001 00000001 000000000000000000000000")
                + Sample.tcp(1, 2, [])),
        Sample.ipv6(132, hex("0001 0002 00000000")),
    ]

    @Test(arguments: links)
    func everyBeginningAndChangeOfAFrameIsRead(_ link: LinkType) {
        let heads = [
            "", "02000000", "0021", "1100000100200021", "0004 0001 0006 02000000500c 0000 0800",
            "0800 0000 00000002 0001 04 06 02000000500c 0000", "020000005001 02000000500c 86dd",
            "020000005001 02000000500c 8100 0007 88a8 0007 8847 00001140",
        ]
        for head in heads {
            for sample in PacketTotalityTests.samples {
                harass(hex(head) + sample) { expectSound($0, link) }
            }
        }
    }

    @Test(arguments: links)
    func noiseIsRead(_ link: LinkType) {
        for seed in 0..<2000 {
            var bytes = noise(seed % 160, seed: UInt64(seed))
            // Noise alone is hardly ever IP.
            if seed % 3 == 0, bytes.count > 15 {
                bytes.replaceSubrange(
                    12..<15, with: seed % 2 == 0 ? [8, 0, 0x46] : [0x86, 0xdd, 0x60])
            }
            unsafe expectSound(bytes.span.bytes, link)
        }
    }

    private func expectSound(_ frame: RawSpan, _ link: LinkType) {
        let packet = Packet(frame, link: link, originalLength: UInt32(frame.byteCount))
        let isSound =
            packet.end <= frame.byteCount && packet.payload <= packet.end
            && packet.network >= 0 && packet.payload >= 0
            && (packet.payload == 0 || packet.payload >= packet.upper)
        if !isSound { Issue.record("\(packet) of \(frame.byteCount) bytes") }
        if packet.fault == .none, packet.family != .none, packet.fragment != .later {
            if packet.upper > packet.end || packet.upper < packet.network + 20 {
                Issue.record("\(packet)")
            }
        }
    }
}
