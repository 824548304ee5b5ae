public import Wire

/// Which links are loopback, tunnels and underlays, and which way out each underlay offers.
public struct Underlays: Hashable, Sendable {
    /// A link and its role.
    public struct Entry: Hashable, Sendable {
        /// The link.
        public let link: Link
        /// What it is.
        public let role: LinkRole
        /// Whether a user said so, rather than the link itself.
        public let isTold: Bool
    }

    /// A way out of the machine that a leak could take.
    public struct Exit: Hashable, Sendable {
        /// The underlay.
        public let link: Link
        /// The version of IP.
        public let family: IPFamily
        /// Whether a table has a default route through it.
        public let hasDefaultRoute: Bool
        /// Whether it has an address that hosts outside could answer to.
        public let hasGlobalAddress: Bool

        /// Whether packets could leave by it and be answered.
        public var isOpen: Bool { hasDefaultRoute && hasGlobalAddress }
    }

    /// Every link, by index.
    public let entries: [Entry]

    /// Sorts links. What a user names a tunnel is one, and what a user names an underlay is one;
    /// a name in both lists is a tunnel.
    public init(
        _ links: [Link], tunnels: Set<OutsideText> = [], underlays: Set<OutsideText> = []
    ) {
        entries = links.map { link in
            if tunnels.contains(link.name) {
                Entry(link: link, role: .tunnel, isTold: true)
            } else if underlays.contains(link.name) {
                Entry(link: link, role: .underlay, isTold: true)
            } else {
                Entry(link: link, role: LinkRole(of: link), isTold: false)
            }
        }
    }

    /// The links of a role.
    public func links(_ role: LinkRole) -> [Link] {
        entries.filter { $0.role == role }.map(\.link)
    }

    /// The role of the link with an index; nil if there is none.
    public func role(of index: UInt32) -> LinkRole? {
        entries.first { $0.link.index == index }?.role
    }

    /// Whether a link leads only to containers and virtual machines on this machine: one end of a
    /// cable of software, or a bridge, without a way to anywhere beyond.
    public func facesGuests(_ entry: Entry, _ routes: [Route]) -> Bool {
        guard entry.role == .underlay, !entry.isTold,
            entry.link.kind.map({ ["veth", "bridge"].contains($0.raw) }) == true
        else { return false }
        return !routes.contains { route in
            route.type == 1
                && route.hops.contains { $0.link == entry.link.index && $0.gateway != nil }
        }
    }

    /// What each underlay that is up offers for each version of IP.
    public func exits(_ addresses: [InterfaceAddress], _ routes: [Route]) -> [Exit] {
        links(.underlay).filter(\.isUp).flatMap { link in
            IPFamily.allCases.map { family in
                Exit(
                    link: link, family: family,
                    hasDefaultRoute: routes.contains { route in
                        route.family == family && route.isDefault && route.type == 1
                            && route.hops.contains { $0.link == link.index }
                    },
                    hasGlobalAddress: addresses.contains {
                        $0.family == family && $0.link == link.index && $0.isGlobal
                    })
            }
        }
    }
}
