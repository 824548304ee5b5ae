extension Leak {
    /// The tunnel's own mark on a program's packets.
    static let splitMark = Leak(
        "split-mark", "A program gives its packets the tunnel's mark, which the rules trust.",
        reds: ["leak.ipv4-direct"], asked: ["leak.split-exclusion"],
        shape: { if $0.killSwitch == .none { $0.killSwitch = .wgQuick } },
        apply: { lab throws(LabError) in
            try lab.start([
                Stimulus(
                    .udp(port: 4000, bytes: 64), to: Node.srv.ipv4 ?? "",
                    mark: UInt32(Hop.table))
            ])
        })

    /// A user whose programs are excluded from the tunnel.
    static let splitUser = Leak(
        "split-uid", "A split tunnel gives the mark to all that one user's programs send.",
        reds: ["leak.ipv4-direct"], asked: ["leak.iface-bind", "leak.endpoint-plaintext"],
        apply: { lab throws(LabError) in
            try lab.load(
                """
                table ip split {
                    chain output {
                        type route hook output priority mangle; policy accept;
                        meta skuid \(nobody) meta mark set \(Hop.mark)
                    }
                }
                \(Kernel.masquerade("ip", Addresses.underlay))
                """, on: .client)
            // A program of the system, since nobody need be let into the folder of ours.
            let fetch = Fetch(url: "http://\(Node.srv.ipv4 ?? "")/")
            try lab.start(
                ["setpriv", "--reuid=\(nobody)", "--clear-groups", "--"] + fetch.arguments,
                on: .client, log: "stimulus.log")
        })

    /// The user without rights of its own.
    private static let nobody = 65534
}
