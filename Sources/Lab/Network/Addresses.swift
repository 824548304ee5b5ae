/// Addresses that belong to no single node.
enum Addresses {
    /// The home router on the home network.
    static let router = "192.168.50.1"
    /// The same, IPv6.
    static let router6 = "2001:db8:50::1"
    /// The home network's IPv6 prefix.
    static let home6 = "2001:db8:50::/64"
    /// The IPv6 prefix of the internet's machines.
    static let internet6 = "2001:db8:113::/48"
    /// The internet's router on every link, IPv6.
    static let router6OnLink = "fe80::1"
    /// The station of the client's interface.
    static let station = "02:00:00:00:50:0c"
    /// The client's interface on the home network: the underlay.
    static let underlay = "eth0"
}
