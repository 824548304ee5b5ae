/// A machine of the lab.
public enum Node: String, CaseIterable, Codable, Sendable {
    /// The internet's router.
    case core
    /// The home router: NAT, DHCP, a DNS forwarder.
    case home
    /// The audited machine.
    case client
    /// A malicious machine on the client's network.
    case mal
    /// The provider's resolver.
    case isp
    /// The first WireGuard node.
    case entry
    /// The WireGuard node between the first and the last of three.
    case relay
    /// The last WireGuard node.
    case exit
    /// The authoritative name server of `leak.test`.
    case auth
    /// The STUN server.
    case stun
    /// The server that programs on the client talk to.
    case srv
    /// A container on the client, made by switches that need one.
    case container

    /// Its address on the internet or the home network; nil where DHCP or nobody gives one.
    public var ipv4: String? {
        switch self {
        case .core: "203.0.113.1"
        case .home: "198.51.100.2"
        case .client, .container: nil
        case .mal: "192.168.50.66"
        case .isp: "198.51.100.53"
        case .entry: "203.0.113.10"
        case .relay: "203.0.113.20"
        case .exit: "203.0.113.30"
        case .auth: "203.0.113.53"
        case .stun: "203.0.113.78"
        case .srv: "203.0.113.80"
        }
    }

    /// Its IPv6 address; nil where it has none of its own.
    public var ipv6: String? {
        switch self {
        case .home: "2001:db8:100::2"
        case .isp: "2001:db8:100::53"
        case .entry: "2001:db8:113::10"
        case .relay: "2001:db8:113::20"
        case .exit: "2001:db8:113::30"
        case .auth: "2001:db8:113::53"
        case .stun: "2001:db8:113::78"
        case .srv: "2001:db8:113::80"
        case .core, .client, .mal, .container: nil
        }
    }

    /// The address of the router at the other end of its link to the internet; nil elsewhere.
    var gateway: String? {
        switch self {
        case .home, .isp: "198.51.100.1"
        case .entry, .relay, .exit, .auth, .stun, .srv: "203.0.113.1"
        case .core, .client, .mal, .container: nil
        }
    }

    /// Whether packets of others pass it.
    var isRouter: Bool { [.core, .home, .entry, .relay, .exit].contains(self) }
}
