/// What serves the home network: DHCP and a DNS forwarder, by dnsmasq.
enum HomeNetwork {
    /// The home router's forwarder, with DHCP unless another machine gives the leases.
    static func router(_ design: Design) -> Service {
        dnsmasq(
            on: .home, interface: "br-lan",
            ["--server=\(Node.isp.ipv4 ?? "")", "--cache-size=0", "--log-queries"]
                + design.homeRecords.map { "--dns-rr=\($0)" }
                + (design.lease.server == .home ? design.lease.arguments : []),
            hasLaterOptions: design.lease.hasLaterOptions)
    }

    /// A DHCP server and forwarder of a machine that is not the router.
    static func foreign(_ lease: Lease) -> Service {
        dnsmasq(
            on: lease.server, interface: "eth0",
            ["--server=\(Node.isp.ipv4 ?? "")", "--cache-size=0"] + lease.arguments)
    }

    /// A router's advertisements of an IPv6 prefix, with further lines of radvd's for the link.
    static func advertisements(
        _ further: String = "", on node: Node = .home, prefix: String = Addresses.home6,
        isHasty: Bool = false
    ) -> Service {
        // Seconds between two; below the usual only as mobile routers may (RFC 6275, 7.5).
        let pace = isHasty ? ["0.5", "1", "0.5"] : ["3", "4", "3"]
        let configuration = """
            interface \(node == .home ? "br-lan" : "eth0") {
                AdvSendAdvert on;
                AdvIntervalOpt \(isHasty ? "on" : "off");
                MinRtrAdvInterval \(pace[0]);
                MaxRtrAdvInterval \(pace[1]);
                MinDelayBetweenRAs \(pace[2]);
                prefix \(prefix) {
                    AdvOnLink on;
                    AdvAutonomous on;
                    AdvValidLifetime 600;
                    AdvPreferredLifetime 600;
                };
                \(further)
            };

            """
        return Service(
            node: node, name: "radvd", files: { _ in ["radvd.conf": configuration] },
            arguments: { folder in
                [
                    "radvd", "-n", "-C", folder + "radvd.conf", "-p", "/run/radvd.pid", "-m",
                    "stderr",
                ]
            },
            ready: .said("started"))
    }

    private static func dnsmasq(
        on node: Node, interface: String, _ arguments: [String], hasLaterOptions: Bool = false
    ) -> Service {
        let later = Lease.laterOptions
        return Service(
            node: node, name: "dnsmasq",
            files: { _ in hasLaterOptions ? ["\(later)/none": ""] : [:] },
            arguments: { folder in
                [
                    // It stays in front and who it is, which changing its user would not allow in
                    // a namespace of one user.
                    "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv",
                    "--no-hosts", "--pid-file=", "--log-facility=-",
                    "--interface=\(interface)", "--bind-interfaces",
                    "--dhcp-leasefile=\(folder)leases",
                ] + (hasLaterOptions ? ["--dhcp-optsdir=\(folder)\(later)"] : []) + arguments
            },
            ready: .said("started"))
    }
}
