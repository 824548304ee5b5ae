internal import Foundation

/// What the home router of a lab sees of the client beside its tunnel; it is no part of a drill.
struct RouterWatch {
    private let capture: Started

    /// The client's addresses outside and inside the tunnel, on either uplink, and nothing of the tunnel's
    /// own to either server of the client, of DHCP, or of neighbours.
    private static let filter = """
        (src net 192.168.50.0/24 and not src host 192.168.50.66 and not src host 192.168.50.1 \
        or src net 192.168.51.2/32 or src net 10.64.0.0/14 or src net 2001:db8:50::/64 \
        or src net 2001:db8:64::/46) \
        and not (udp and (dst host 203.0.113.10 or dst host 203.0.113.20) and dst port 51820) \
        and not (udp port 67 or udp port 68) and not icmp6 and not icmp and not arp
        """

    /// A packet.
    struct Stray {
        let at: Date
        let kind: Kind
    }

    /// What a packet can be told to be without knowing the drill.
    enum Kind {
        case flow, flow6, lookUp
        /// The inner tunnel's own, to its node.
        case inner
    }

    init(_ lab: TestLab) throws {
        capture = try lab.start(
            "home",
            [
                "tcpdump", "-i", "any", "-Q", "in", "-n", "-tt", "--immediate-mode", "-l",
                RouterWatch.filter,
            ])
        let capture = capture
        try capture.until { try capture.said.contains("listening on") }
    }

    /// What came and when; ends the watch.
    func strays() throws -> [Stray] {
        try capture.interrupt()
        return try capture.said.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let time = words.first.flatMap({ Double($0) }),
                let arrow = words.firstIndex(of: ">"), arrow + 1 < words.endIndex
            else { return nil }
            let end = words[arrow + 1].dropLast()
            let kind: Kind =
                if end.hasSuffix(".53") {
                    .lookUp
                } else if end == "203.0.113.30.51820" {
                    .inner
                } else {
                    words.contains("IP6") ? .flow6 : .flow
                }
            return Stray(at: Date(timeIntervalSince1970: time), kind: kind)
        }
    }
}
