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
        case .home: translation(leavingBy: "wan", to: [node.ipv4])
        case .entry, .relay, .exit:
            translation(
                leavingBy: "eth0",
                to: [
                    node == design.last.node ? design.exitAddress ?? node.ipv4 : node.ipv4,
                    node.ipv6,
                ])
        default: design.more[node]?.rules
        }
    }

    /// Rules that give what leaves by an interface these addresses, one for each version of IP.
    ///
    /// They are told, and not those of the interface: wherever the kernel has a masquerade, it goes through the
    /// connections of all namespaces whenever one of them loses an interface.
    private static func translation(leavingBy interface: String, to addresses: [String?]) -> String
    {
        postrouting(
            "inet",
            addresses.compactMap(\.self).map { address in
                let (version, family) = address.contains(":") ? ("ipv6", "ip6") : ("ipv4", "ip")
                return "oifname \"\(interface)\" meta nfproto \(version) "
                    + "snat \(family) to \(address)"
            })
    }

    /// Rules that give what leaves by an interface the address of that interface.
    static func masquerade(_ family: String, _ interface: String) -> String {
        postrouting(family, ["oifname \"\(interface)\" masquerade"])
    }

    private static func postrouting(_ family: String, _ rules: [String]) -> String {
        """
        table \(family) outward {
            chain postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                \(rules.joined(separator: "\n        "))
            }
        }

        """
    }
}
