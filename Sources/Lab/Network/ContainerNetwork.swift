/// The network between the client and the container behind it, of one version of IP.
struct ContainerNetwork {
    /// Its prefix.
    let prefix: String
    /// The client's address in it, with the length of the prefix.
    let client: String
    /// The container's.
    let container: String
    /// The client's address, without a length.
    let router: String
    /// The client's setting that lets packets of others pass.
    let forwarding: String
    /// The family of the rules that translate addresses.
    let family: String

    /// The usual one.
    static let ipv4 = ContainerNetwork(
        prefix: "172.30.0.0/24", client: "172.30.0.1/24", container: "172.30.0.2/24",
        router: "172.30.0.1", forwarding: "net.ipv4.ip_forward", family: "ip")
    /// As container engines make it: translated like IPv4.
    static let ipv6 = ContainerNetwork(
        prefix: "2001:db8:30::/64", client: "2001:db8:30::1/64", container: "2001:db8:30::2/64",
        router: "2001:db8:30::1", forwarding: "net.ipv6.conf.all.forwarding", family: "ip6")
}
