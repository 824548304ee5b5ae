/// Rules on the client that shall stop what does not go through the tunnel.
public enum KillSwitch: String, CaseIterable, Sendable {
    /// No rule.
    case none
    /// The rules of wg-quick's manual page, as long as the tunnel is up: what has the mark may leave.
    case wgQuick = "wg-quick"
    /// Rules that are there before the tunnel: only the tunnel's own packets may leave, by address,
    /// port and mark, and what a machine needs to have an address.
    case strict

    /// The nft file of a shape; nil for none.
    func rules(for design: Design) -> String? {
        switch self {
        case .none: nil
        case .wgQuick: KillSwitch.manualPage(design.last)
        case .strict: KillSwitch.strict(design)
        }
    }

    /// The name of the table that holds the rules.
    static let table = "inet killswitch"

    private static func manualPage(_ hop: Hop) -> String {
        """
        table \(table) {
            chain output {
                type filter hook output priority filter; policy accept;
                oifname "\(hop.interface)" accept
                meta mark \(Hop.mark) accept
                fib daddr type local accept
                counter reject
            }
        }

        """
    }

    private static func strict(_ design: Design) -> String {
        let links = [Addresses.underlay] + design.hops.map(\.interface)
        let peers =
            design.hops.enumerated().map { ($1.node, links[$0]) }
            + design.furtherPeers.map { ($0, Addresses.underlay) }
        let outer = peers.map { node, link in
            "oifname \"\(link)\" ip daddr \(node.ipv4 ?? "") "
                + (design.trustsEntry && link == Addresses.underlay
                    ? "accept" : "udp dport \(Hop.port) meta mark \(Hop.mark) accept")
        }
        let neighbours = """
            { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, \
            mld2-listener-report }
            """
        return """
            table \(table) {
                chain output {
                    type filter hook output priority filter; policy drop;
                    oifname "lo" accept
                    oifname "\(Addresses.underlay)" udp sport 68 udp dport 67 accept
                    icmpv6 type \(neighbours) ip6 hoplimit { 1, 255 } accept
                    \(outer.joined(separator: "\n        "))
                    oifname "\(design.last.interface)" accept
                    counter reject
                }
                chain forward {
                    type filter hook forward priority filter; policy drop;
                    oifname "\(design.last.interface)" accept
                    ct state established,related accept
                }
                chain input {
                    type filter hook input priority filter; policy drop;
                    iifname "lo" accept
                    ct state established,related accept
                    iifname "\(Addresses.underlay)" udp sport 67 udp dport 68 accept
                    icmpv6 type \(neighbours) ip6 hoplimit { 1, 255 } accept
                    iifname "\(design.last.interface)" accept
                }
            }

            """
    }
}
