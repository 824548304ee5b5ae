extension Leak {
    /// ICMP errors of the client about packets of the tunnel.
    static let clientErrors = Leak(
        "client-errors",
        "WireGuard starts anew, and the client answers a node's packets to its old port by ICMP.",
        shape: { $0.furtherPeers = [.relay] },
        apply: { lab throws(LabError) in
            try Wait.until("a handshake with the second node") { () throws(LabError) in
                try lab.output(.client, ["wg", "show", "wg0", "latest-handshakes"])
                    .split(separator: "\n").allSatisfy { !$0.hasSuffix("\t0") }
            }
            // The node speaks first from now on, and the client has forgotten it.
            try lab.run(
                .relay,
                [
                    "wg", "set", "wg0", "peer", Keys.client.open, "persistent-keepalive", "1",
                ])
            try lab.run(
                .client, ["wg", "set", "wg0", "peer", Keys.of(.relay).open, "remove"])
            try lab.run(.client, ["wg", "set", "wg0", "listen-port", "0"])
        })

    /// ICMP errors about packets of the tunnel, from the node that they went to.
    static let entryErrors = Leak(
        "entry-errors", "The second node's WireGuard is gone, and the node answers by ICMP.",
        shape: { $0.furtherPeers = [.relay] },
        apply: { lab throws(LabError) in try lab.run(ip: .relay, ["link del wg0"]) })
}
