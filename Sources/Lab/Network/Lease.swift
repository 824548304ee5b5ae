/// Who leases addresses to the home network, and what comes with them.
struct Lease: Sendable {
    /// The machine with the DHCP server.
    var server = Node.home
    /// The addresses, as dnsmasq takes them.
    var range = "192.168.50.100,192.168.50.150,255.255.255.0"
    /// The router that it names.
    var router = Addresses.router
    /// The resolver that it names; nil for none.
    var resolver: String? = Addresses.router
    /// Further options, as dnsmasq takes them.
    var options: [String] = []
    /// What the client tells the server, in dhclient's words.
    var told: [String] = []
    /// What the client asks for beyond the usual, in dhclient's words.
    var asked: [String] = []

    /// After how many seconds the client renews its lease, whatever the server says; nil for when the
    /// server says.
    var renewal: Int?
    /// Whether a renewal replaces a resolver that somebody else has set, as without resolvconf.
    var replacesResolver = false
    /// Whether options of renewals are read from a folder while the server runs.
    var hasLaterOptions = false

    /// The folder of later options, below that of its machine.
    static let laterOptions = "later"

    /// Renewals every few seconds, so that an audit that starts later sees the lease (RFC 2132,
    /// section 9.11).
    static let soonRenewed = "option:T1,3"

    /// The arguments of dnsmasq for it.
    var arguments: [String] {
        [
            "--dhcp-range=\(range),1h", "--dhcp-option=3,\(router)",
            "--dhcp-option=6" + (resolver.map { ",\($0)" } ?? ""), "--dhcp-authoritative",
            "--no-ping",
        ] + options.map { "--dhcp-option=\($0)" }
    }
}
