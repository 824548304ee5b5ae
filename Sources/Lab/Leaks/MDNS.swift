extension Leak {
    /// The machine tells its neighbours who it is.
    static let mdns = Leak(
        "mdns", "A discovery service announces the client, and a neighbour asks for it.",
        reds: ["leak.lan-chatter"], apply: { lab throws(LabError) in try lab.announceClient() })
}

extension LiveLab {
    /// Starts avahi on the client, and a neighbour's questions that keep it talking.
    func announceClient() throws(LabError) {
        let configuration = """
            [server]
            host-name=laptop
            use-ipv4=yes
            use-ipv6=no
            allow-interfaces=\(Addresses.underlay)
            enable-dbus=no
            [publish]
            publish-workstation=yes

            """
        let service = Service(
            node: .client, name: "avahi-daemon",
            files: { _ in ["avahi.conf": configuration] },
            arguments: { folder in
                [
                    "avahi-daemon", "-f", folder + "avahi.conf", "--no-drop-root", "--no-chroot",
                    "--no-rlimits",
                ]
            },
            ready: .listening(5353))
        try start(service).wait()
        try start([Stimulus(.mdns, to: "224.0.0.251", source: "0.0.0.0")], on: .mal)
    }
}
