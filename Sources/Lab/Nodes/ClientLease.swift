/// The client's address: a real lease of Debian's DHCP client.
struct ClientLease {
    let lab: LiveLab

    // Debian's own file, but for the name of the machine, which no tunnel would hide, and for search
    // lists: only switches have those.
    private var configuration: String {
        let lease = lab.design.lease
        let further = lease.asked.map { ", \($0)" }.joined()
        return """
            option rfc3442-classless-static-routes code 121 = array of unsigned integer 8;
            \(lease.told.map { "send \($0);" }.joined(separator: "\n"))
            \(lease.renewal.map { "supersede dhcp-renewal-time \($0);" } ?? "")
            request subnet-mask, broadcast-address, routers, domain-name-servers,
                rfc3442-classless-static-routes\(further);

            """
    }

    /// Asks for a lease.
    func start() throws(LabError) -> Serving {
        // What other packages of the machine do with a lease is no part of the lab.
        let root = try lab.root(of: .client)
        for folder in ["dhclient-enter-hooks.d", "dhclient-exit-hooks.d"] {
            for name in Files.names(in: "\(root)/etc/dhcp/\(folder)")
            where name != "rfc3442-classless-routes" {
                Files.remove("\(root)/etc/dhcp/\(folder)/\(name)")
            }
        }
        if !lab.design.lease.replacesResolver {
            try lab.write(
                etc: "dhcp/dhclient-enter-hooks.d/resolver", ClientLease.hook, of: .client)
        }
        let configuration = configuration
        let service = Service(
            node: .client, name: "dhclient",
            files: { _ in ["dhclient.conf": configuration] },
            arguments: { folder in
                [
                    "dhclient", "-d", "-4", "-cf", folder + "dhclient.conf", "-lf",
                    folder + "dhclient.leases", "-pf", "/run/dhclient.pid", "eth0",
                ]
            },
            ready: .said("bound to "))
        return try lab.start(service)
    }

    /// What keeps a resolver that is not of the lease, such as the tunnel's: else dhclient would set its
    /// own with each renewal. Where wg-quick has `DNS`, resolvconf does the same.
    private static let hook = """
        if grep -q '^nameserver ' /etc/resolv.conf &&
            ! grep -qxF "nameserver $old_domain_name_servers" /etc/resolv.conf; then
            make_resolv_conf() { :; }
        fi

        """

    /// The leased address; nil before there is one.
    var address: String? {
        let log = Files.text(lab.site.file("dhclient.log", of: .client)) ?? ""
        let words = log.split(separator: "\n").last { $0.hasPrefix("bound to ") }
        return words?.split(separator: " ").dropFirst(2).first.map(String.init)
    }
}
