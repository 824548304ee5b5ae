extension LiveLab {
    /// What answers on the internet, on `auth`, `srv` and `stun`: our own responder. Everything about
    /// it stands in this file.
    var endpoints: [Service] {
        [
            responder(on: .auth, serving: ["dns", "http"]),
            responder(
                on: .srv,
                serving: ["http", "https", "dot", "stun", "canary_udp", "canary_tcp"]),
            responder(on: .stun, serving: ["stun"]),
        ]
    }

    private func responder(on node: Node, serving services: [String]) -> Service {
        Service(
            node: node, name: "responder",
            files: { ["responder.yaml": Endpoint.configuration(of: node, services, in: $0)] },
            arguments: { [self.tool, "responder", $0 + "responder.yaml"] }, ready: .said("ready"))
    }
}

/// The configuration of a responder.
private enum Endpoint {
    static func configuration(of node: Node, _ services: [String], in folder: String) -> String {
        let addresses = [node.ipv4, node.ipv6].compactMap { $0 }.map { "\"\($0)\"" }
        let list = addresses.joined(separator: ", ")
        let listen = services.map { "  \($0): [\(list)]\n" }.joined()
        let hasTLS = services.contains("https") || services.contains("dot")
        let tls =
            hasTLS
            ? "tls: {certificate: \(folder)certificate.pem, key: \(folder)key.pem}" : ""
        return """
            zone: leak.test
            key: \(folder)responder.key
            listen:
            \(listen)
            \(tls)
            records:
            \(records)
            """
    }

    // Every look-up can carry a label of its own, and no answer is kept.
    private static let records = hosts.reduce(
        into: "  - {name: \"@\", type: NS, value: ns.leak.test}\n"
    ) { text, host in
        for (type, address) in [("A", host.ipv4), ("AAAA", host.ipv6)] {
            guard let address else { continue }
            text += "  - {name: \"\(host.name)\", type: \(type), value: \"\(address)\"}\n"
        }
    }

    private static let hosts: [(name: String, ipv4: String?, ipv6: String?)] = [
        ("ns", Node.auth.ipv4, Node.auth.ipv6), ("srv", Node.srv.ipv4, Node.srv.ipv6),
        ("ntp", Node.srv.ipv4, nil), ("stun", Node.stun.ipv4, Node.stun.ipv6),
        ("vpn", Node.entry.ipv4, nil), ("*", Node.srv.ipv4, nil),
    ]
}
