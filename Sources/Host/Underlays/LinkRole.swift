internal import Wire

/// What a link is for whoever looks for leaks.
public enum LinkRole: String, Codable, Sendable {
    /// It never leaves the machine.
    case loopback
    /// It carries packets inside others.
    case tunnel
    /// What leaves there leaves the machine.
    case underlay
}

extension LinkRole {
    /// Kinds of links that are tunnels (`IFLA_INFO_KIND`).
    private static let tunnelKinds: Set<String> = [
        "amneziawg", "erspan", "fou", "gre", "gretap", "ip6erspan", "ip6gre", "ip6gretap",
        "ip6tnl", "ipip", "ovpn", "ovpn-dco", "ppp", "sit", "tun", "vti", "vti6", "wireguard",
        "xfrm",
    ]

    /// Link layers of tunnels: PPP, IPv4 and IPv6 in IP, SIT, GRE for both, and none at all.
    private static let tunnelHardware: Set<UInt16> = [512, 768, 769, 776, 778, 823, 65534]

    /// The role that a link has by its own account.
    init(of link: Link) {
        if link.hardware == 772 {
            self = .loopback
        } else if let kind = link.kind, LinkRole.tunnelKinds.contains(kind.raw) {
            self = .tunnel
        } else if link.device == nil, LinkRole.tunnelHardware.contains(link.hardware) {
            // A modem on a bus has no link layer either, and is no tunnel.
            self = .tunnel
        } else {
            self = .underlay
        }
    }
}
