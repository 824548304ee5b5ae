public import Wire

/// Whether traffic of a version of IP could leave past the tunnel at all: the control of a pass
/// where no baseline was recorded.
public struct LeakablePath: Hashable, Sendable {
    /// The version of IP.
    public let family: IPFamily
    /// The destination that was asked about.
    public let destination: IPAddress
    /// Where a packet to it goes that has the tunnel's mark.
    public let lookup: RouteLookup
    /// The underlay that it leaves by, if that has a global address and a default route.
    public let exit: Underlays.Exit?

    /// Whether it could leave.
    public var isLeakable: Bool { exit != nil }

    /// Bits of a prefix from which on a route is for some network rather than for a share of all.
    private static let network = 8

    /// An address of a documentation network that no route is for but those to everywhere.
    static func destination(_ family: IPFamily, _ routes: [Route]) -> IPAddress {
        let candidates =
            family == .ipv4
            ? [0xc000_0201, 0xc633_6401, 0xcb00_7101].map { IPAddress(v4: $0) }
            : [0x2001_0db8_ffff_0000, 0x3fff_0000_0000_0000].map { IPAddress(high: $0, low: 1) }
        let free = candidates.first { candidate in
            !routes.contains {
                $0.destination.length >= network && $0.destination.contains(candidate)
            }
        }
        return free ?? candidates[0]
    }
}

extension Machine {
    /// Looks for the way that a packet with the tunnel's own mark takes out of the machine.
    ///
    /// It asks about an address for documentation (RFC 5737, RFC 3849, RFC 9637) for which this
    /// machine has no route of its own, if there is one. Nothing is sent. `tunnels` and `underlays`
    /// are names that a user gave.
    public func leakablePath(
        _ family: IPFamily, mark: UInt32 = 0, tunnels: Set<OutsideText> = [],
        underlays: Set<OutsideText> = []
    ) async throws(HostError) -> LeakablePath {
        try await namespace.run { () throws(HostError) in
            let routes = try Machine.readRoutes()
            let destination = LeakablePath.destination(family, routes)
            let request = RouteLookup.request(to: destination, mark: mark, user: nil, link: nil)
            let lookup = try RouteLookup.ask(request, to: destination)
            let exits = Underlays(
                try Machine.readLinks(), tunnels: tunnels, underlays: underlays
            ).exits(try Machine.readAddresses(), routes)
            return LeakablePath(
                family: family, destination: destination, lookup: lookup,
                exit: exits.first {
                    $0.family == family && $0.isOpen && $0.link.index == lookup.link
                })
        }
    }
}
