extension Leak {
    /// Large packets of the tunnel vanish on their way.
    static let pathSize = Leak(
        "pmtu-blackhole", "The path to the entry drops large packets and tells nobody.",
        reds: ["metadata.pmtu-blackhole"],
        shape: { design in
            design.more[.core] = Design.More(
                rules: """
                    table inet narrow {
                        chain forward {
                            type filter hook forward priority filter; policy accept;
                            oifname "\(Node.entry.rawValue)" meta length > 1300 drop
                        }
                    }

                    """)
        },
        apply: { lab throws(LabError) in
            let file = try lab.write(
                String(repeating: "x", count: 3000), as: "upload.txt", of: .client)
            // A first segment is full-size, and is sent again after 0.2, 0.6 and 1.4 s.
            try lab.start(
                Fetch(
                    url: "http://\(Node.srv.ipv4 ?? "")/c/run/upload",
                    options: ["--data-binary", "@" + file], rate: Fetch.seldom))
        })
}
