internal import Evidence
internal import Wire

/// What every network has, and what changes no verdict: each by its exact shape.
struct Noise {
    private let host: MACAddress
    private let times: [UInt64]

    /// Noise of the host of a recording, spread over the times of its frames.
    init(like recording: Recording, times: [UInt64]) {
        host = recording.subject.host.stations.first ?? Specimen.host
        self.times = times.sorted()
    }

    /// Each piece of noise at the start, in the middle and at the end.
    func frames(on interface: UInt16) -> [RewrittenRecording.Frame] {
        guard let first = times.first, let last = times.last else { return [] }
        return [first, times[times.count / 2], last].flatMap { time in
            pieces.map { bytes in
                RewrittenRecording.Frame(
                    bytes: bytes,
                    record: FrameRecord(
                        time: time, originalLength: UInt32(bytes.count), interface: interface,
                        direction: .unknown, number: 0))
            }
        }
    }

    private var pieces: [[UInt8]] {
        let link = IPAddress(high: 0xfe80_0000_0000_0000, low: 0x4c2a_91ff_73d0_5e16)
        let routerLink = IPAddress(high: 0xfe80_0000_0000_0000, low: 0x0000_00ff_fe00_5001)
        let sent = FrameBuilder(from: host, to: Specimen.router)
        let called = FrameBuilder(from: host, to: MACAddress(0xffff_ffff_ffff))
        let grouped = FrameBuilder(from: host, to: MACAddress(0x3333_ff00_5001))
        let target = FrameBuilder.bytes(routerLink.high) + FrameBuilder.bytes(routerLink.low)
        return [
            // ARP for the router, and a gratuitous one (RFC 826).
            called.frame(EtherType.arp, arp(for: 0xc0a8_3201)),
            called.frame(EtherType.arp, arp(for: 0xc0a8_327d)),
            // Neighbour solicitation, advertisement and router solicitation (RFC 4861).
            grouped.packet(
                link, routerLink, IPProtocol.icmpv6, [135, 0, 0, 0, 0, 0, 0, 0] + target,
                hopLimit: 255),
            sent.packet(
                link, routerLink, IPProtocol.icmpv6,
                [136, 0, 0, 0, 0x40, 0, 0, 0] + FrameBuilder.bytes(link.high)
                    + FrameBuilder.bytes(link.low), hopLimit: 255),
            sent.packet(
                link, routerLink, IPProtocol.icmpv6, [133, 0, 0, 0, 0, 0, 0, 0], hopLimit: 255),
            // A DHCP discover that names nobody (RFC 2131).
            called.udp(IPAddress(v4: 0), 68, IPAddress(v4: .max), 67, discover),
        ]
    }

    private func arp(for target: UInt32) -> [UInt8] {
        [0, 1, 8, 0, 6, 4, 0, 1] + FrameBuilder.bytes(host.value).suffix(6)
            + FrameBuilder.bytes(UInt32(0xc0a8_327d)) + [0, 0, 0, 0, 0, 0]
            + FrameBuilder.bytes(target)
    }

    private var discover: [UInt8] {
        [1, 1, 6, 0, 0, 0, 0, 7] + Array(repeating: 0, count: 20)
            + FrameBuilder.bytes(host.value).suffix(6) + Array(repeating: 0, count: 10 + 192)
            + [0x63, 0x82, 0x53, 0x63, 53, 1, 1, 255]
    }
}
