extension LiveLab {
    /// What answers on the internet, on `auth`, `srv` and `stun`: the authoritative name server of
    /// `leak.test`. Everything about it stands in this file.
    var endpoints: [Service] {
        [
            Service(
                node: .auth, name: "nsd",
                files: {
                    ["nsd.conf": Endpoint.configuration($0), "leak.test.zone": Endpoint.zone]
                },
                arguments: { ["nsd", "-d", "-c", $0 + "nsd.conf"] },
                ready: .listening(53))
        ]
    }
}

/// The files of the authoritative name server.
private enum Endpoint {

    static func configuration(_ folder: String) -> String {
        """
        server:
            ip-address: \(Node.auth.ipv4 ?? "")
            ip-address: \(Node.auth.ipv6 ?? "")
            ip-freebind: yes
            username: root
            chroot: ""
            database: ""
            pidfile: ""
            xfrdfile: "/run/xfrd.state"
            zonelistfile: "/run/zone.list"
            server-count: 1
        remote-control:
            control-enable: no
        zone:
            name: leak.test
            zonefile: \(folder)leak.test.zone

        """
    }

    // Every look-up can carry a label of its own, and no answer is kept.
    static let zone = """
        $ORIGIN leak.test.
        $TTL 1
        @ SOA ns hostmaster 1 3600 600 86400 1
        @ NS ns
        ns A \(Node.auth.ipv4 ?? "")
        ns AAAA \(Node.auth.ipv6 ?? "")
        srv A \(Node.srv.ipv4 ?? "")
        srv AAAA \(Node.srv.ipv6 ?? "")
        ntp A \(Node.srv.ipv4 ?? "")
        stun A \(Node.stun.ipv4 ?? "")
        stun AAAA \(Node.stun.ipv6 ?? "")
        vpn A \(Node.entry.ipv4 ?? "")
        * A \(Node.srv.ipv4 ?? "")

        """
}
