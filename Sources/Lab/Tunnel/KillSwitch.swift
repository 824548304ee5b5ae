/// Rules on the client that shall stop what does not go through the tunnel.
///
/// Each weak shape is the strict one with one mistake.
public enum KillSwitch: String, CaseIterable, Sendable {
    /// No rule.
    case none
    /// The rules of wg-quick's manual page, as long as the tunnel is up: what has the mark may leave.
    case wgQuick = "wg-quick"
    /// Rules that are there before the tunnel: only the tunnel's own packets may leave, by address,
    /// port and mark, and what a machine needs to have an address.
    case strict
    /// Accepts what belongs to a known connection first: whatever was open before goes on.
    case weakEstablished = "weak-established"
    /// Accepts DNS to anywhere.
    case weakDNS = "weak-dns"
    /// Rejects only packets from the home network's addresses: those of the tunnel leave.
    case weakSource = "weak-source"
    /// Is for IPv4 alone.
    case weakFamily = "weak-family"
    /// Looks at what the client itself sends: what it forwards leaves.
    case weakOutput = "weak-output"
    /// Rejects at one interface by name: another lets everything out.
    case weakInterface = "weak-interface"
    /// Accepts all that goes to the entry, whatever sends it.
    case weakEndpoint = "weak-endpoint"
    /// Accepts whatever has the tunnel's mark.
    case weakMark = "weak-mark"
    /// Is deleted and loaded again and again, in two steps.
    case weakReload = "weak-reload"

    /// Whether its rules are there before the tunnel.
    var isEarly: Bool { self != .none && self != .wgQuick }

    /// The name of the table that holds the rules, with its family.
    var table: String { (self == .weakFamily ? "ip" : "inet") + " killswitch" }

    /// The nft file of a shape; nil for none.
    func rules(for design: Design) -> String? {
        switch self {
        case .none: nil
        case .wgQuick: manualPage(design.last)
        default: StrictRules(shape: self, design: design).text
        }
    }

    private func manualPage(_ hop: Hop) -> String {
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
}
