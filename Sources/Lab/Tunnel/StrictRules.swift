/// The rules of the strict kill switch, and of the shapes that differ from it by one mistake.
struct StrictRules {
    let shape: KillSwitch
    let design: Design

    /// The nft file.
    var text: String {
        var chains = [chain("output", policy: isOpen ? "accept" : "drop", output)]
        if shape != .weakOutput {
            chains.append(chain("forward", policy: "drop", forward))
            chains.append(chain("input", policy: "drop", input))
        }
        return "table \(shape.table) {\n\(chains.joined())}\n"
    }

    /// Whether what no rule names may leave.
    private var isOpen: Bool { shape == .weakSource || shape == .weakInterface }

    private var output: [String] {
        let mistake: [String] =
            switch shape {
            case .weakEstablished: ["ct state established,related accept"]
            case .weakDNS: ["meta l4proto { tcp, udp } th dport 53 accept"]
            case .weakMark: ["meta mark \(Hop.mark) accept"]
            default: []
            }
        let end =
            switch shape {
            case .weakSource: "ip saddr 192.168.50.0/24 counter reject"
            case .weakInterface: "oifname \"\(Addresses.underlay)\" counter reject"
            default: "counter reject"
            }
        return mistake + [
            "oifname \"lo\" accept",
            "oifname \"\(Addresses.underlay)\" udp sport 68 udp dport 67 accept",
        ] + neighbours + outer + design.neighbourRules + [
            "oifname \"\(design.last.interface)\" accept", end,
        ]
    }

    private var forward: [String] {
        // What comes back goes to guests, and to no other interface than theirs.
        [
            "oifname \"\(design.last.interface)\" accept",
            "iifname \"\(design.last.interface)\" ct state established,related accept",
        ]
    }

    private var input: [String] {
        [
            "iifname \"lo\" accept", "ct state established,related accept",
            "iifname \"\(Addresses.underlay)\" udp sport 67 udp dport 68 accept",
        ] + neighbours + ["iifname \"\(design.last.interface)\" accept"]
    }

    /// The tunnel's own packets.
    private var outer: [String] {
        let links = [Addresses.underlay] + design.hops.map(\.interface)
        let peers =
            design.hops.enumerated().map { ($1.node, links[$0]) }
            + (design.otherServer.map { [($0.node, Addresses.underlay)] } ?? [])
            + design.furtherPeers.map { ($0, Addresses.underlay) }
        return peers.map { node, link in
            "oifname \"\(link)\" ip daddr \(node.ipv4 ?? "") "
                + (shape == .weakEndpoint && link == Addresses.underlay
                    ? "accept" : "udp dport \(Hop.port) meta mark \(Hop.mark) accept")
        }
    }

    private var neighbours: [String] {
        guard shape != .weakFamily else { return [] }
        return [
            "icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, "
                + "nd-neighbor-advert, mld2-listener-report } ip6 hoplimit { 1, 255 } accept"
        ]
    }

    private func chain(_ name: String, policy: String, _ rules: [String]) -> String {
        """
            chain \(name) {
                type filter hook \(name) priority filter; policy \(policy);
                \(rules.joined(separator: "\n        "))
            }

        """
    }
}
