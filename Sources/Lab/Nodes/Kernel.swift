/// What the kernel is told in each node.
enum Kernel {
    /// The settings of a node, as arguments of sysctl.
    static func settings(of node: Node, in design: Design) -> [String] {
        // Neither what the machine itself has set nor a wait for duplicate addresses.
        var settings = [
            "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0",
            "net.ipv6.conf.default.accept_dad=0",
        ]
        if node.isRouter {
            settings += ["net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"]
        }
        if node == .home {
            // Else what the bridge passes on goes through the router's own NAT.
            settings += [
                "net.bridge.bridge-nf-call-iptables=0", "net.bridge.bridge-nf-call-ip6tables=0",
            ]
        }
        if node == .client {
            settings = settings.filter { !$0.contains("accept_dad") }
            // As systems of today have it: addresses that do not tell the station (RFC 8064).
            settings.append("net.ipv6.conf.default.addr_gen_mode=3")
            if !design.hasIPv6 { settings.append("net.ipv6.conf.default.disable_ipv6=1") }
        }
        settings += design.more[node]?.settings ?? []
        return ["sysctl", "-e", "-q", "-w"] + settings
    }

    /// The nft rules of a node; nil where it has none.
    static func rules(of node: Node, in design: Design) -> String? {
        switch node {
        case .home: masquerade("ip", "wan")
        case .entry, .relay, .exit:
            if node == design.last.node, let address = design.exitAddress {
                masquerade("inet", "eth0", ["meta nfproto ipv4 snat ip to \(address)"])
            } else {
                masquerade("inet", "eth0")
            }
        default: design.more[node]?.rules
        }
    }

    /// Rules that give what leaves by an interface the address of that interface.
    static func masquerade(_ family: String, _ interface: String, _ first: [String] = [])
        -> String
    {
        let rules = (first + ["masquerade"]).map { "oifname \"\(interface)\" \($0)" }
        return """
            table \(family) outward {
                chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    \(rules.joined(separator: "\n        "))
                }
            }

            """
    }
}
