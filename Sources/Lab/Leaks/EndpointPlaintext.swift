extension Leak {
    /// A kill switch that lets everything out that goes to the entry.
    static let endpointPlaintext = Leak(
        "endpoint-plaintext",
        "The kill switch exempts the entry without port and mark, and a program talks to it.",
        reds: ["leak.serverip"], asked: ["leak.endpoint-plaintext"],
        shape: { design in
            if design.killSwitch == .none { design.killSwitch = .weakEndpoint }
        },
        apply: { lab throws(LabError) in
            // The route to the entry that clients without marks add.
            let entry = Node.entry.ipv4 ?? ""
            try lab.run(ip: .client, ["route add \(entry)/32 via \(Addresses.router)"])
            try lab.start([Stimulus(.tcp(port: 80), to: entry)])
        })
}
