internal import Wire

/// What the local network claims: routes, prefixes and hosts, as learnt from its own messages.
///
/// A claim holds from the frame that made it on. Each list is bounded, since whoever sits on the
/// network can send as many claims as it likes.
struct LocalNetwork {
    /// Most claims of a kind. A real network makes a handful.
    static var most: Int { 64 }

    /// A route from a router advertisement.
    struct AdvertisedRoute: Equatable {
        var prefix: IPPrefix
        /// MAC address of the router.
        var router: UInt64
    }

    /// An encrypted resolver.
    struct EncryptedResolver: Equatable {
        var address: IPAddress
        /// Its port, where one was told.
        var port: UInt16?

        /// Whether a port is its own, or a usual one: over TLS or QUIC 853, over HTTPS 443.
        func answers(on port: UInt16) -> Bool { port == 853 || port == 443 || port == self.port }
    }

    /// Prefixes that DHCP pushed.
    private(set) var pushed: [IPPrefix] = []
    /// Routes of advertisements that carry route information, or came from a second router.
    private(set) var advertised: [AdvertisedRoute] = []
    /// Public prefixes said to be on link.
    private(set) var onLink: [IPPrefix] = []
    /// Prefixes that wrap IPv4 for NAT64.
    private(set) var nat64: [IPPrefix] = []
    /// Resolvers that were offered while the tunnel was to hold.
    private(set) var resolvers: [IPAddress] = []
    /// Encrypted resolvers that were designated, by whomever.
    private(set) var designated: [EncryptedResolver] = []
    /// The gateways of the lease.
    var gateways: [IPAddress] = []
    /// The first router that advertised itself.
    var firstRouter: UInt64 = 0
    /// The station that the tunnel's own frames are sent to.
    var nextHop: UInt64 = 0
    /// Claims that found no room.
    private(set) var surplus: UInt64 = 0
    /// Whether there is any claim, so that frames without one cost a single test.
    private(set) var isSilent = true

    /// The list that a claim belongs to.
    enum Claim {
        case pushed(IPPrefix)
        case advertised(AdvertisedRoute)
        case onLink(IPPrefix)
        case nat64(IPPrefix)
    }

    /// Adds a claim; false if it was known or found no room.
    mutating func add(_ claim: Claim) -> Bool {
        switch claim {
        case .pushed(let prefix): add(prefix, to: \.pushed)
        case .advertised(let route): add(route, to: \.advertised)
        case .onLink(let prefix): add(prefix, to: \.onLink)
        case .nat64(let prefix): add(prefix, to: \.nat64)
        }
    }

    /// Adds an encrypted resolver.
    mutating func designate(_ resolver: EncryptedResolver) {
        guard !designated.contains(resolver) else { return }
        guard designated.count < LocalNetwork.most else {
            surplus &+= 1
            return
        }
        designated.append(resolver)
    }

    /// Adds a resolver; frames are related to it when all are known, so it needs no test per frame.
    mutating func offer(_ resolver: IPAddress) {
        guard !resolvers.contains(resolver) else { return }
        guard resolvers.count < LocalNetwork.most else {
            surplus &+= 1
            return
        }
        resolvers.append(resolver)
    }

    private mutating func add<Value: Equatable>(
        _ value: Value, to list: WritableKeyPath<LocalNetwork, [Value]>
    ) -> Bool {
        guard !self[keyPath: list].contains(value) else { return false }
        guard self[keyPath: list].count < LocalNetwork.most else {
            surplus &+= 1
            return false
        }
        self[keyPath: list].append(value)
        isSilent = false
        return true
    }

    /// What the claims say of a destination.
    @inline(never) func traits(of packet: Packet) -> Traits {
        var traits: Traits = []
        if packet.family == .ipv4 {
            for prefix in pushed where prefix.contains(packet.destination) {
                traits.insert(.pushedRoute)
            }
            for prefix in onLink where prefix.contains(packet.destination) {
                traits.insert(.publicOnLink)
            }
        } else {
            for route in advertised
            where route.prefix.contains(packet.destination)
                // A cooked capture does not show the next hop.
                && (packet.destinationStation == 0 || packet.destinationStation == route.router)
            {
                traits.insert(.advertisedRoute)
            }
            for prefix in nat64 where prefix.contains(packet.destination) { traits.insert(.nat64) }
        }
        return traits
    }
}
