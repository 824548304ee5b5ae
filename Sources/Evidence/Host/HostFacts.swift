public import Wire

/// What is known of the audited machine in a live run: what could leave it, and by which way.
///
/// It is read from the kernel and not from what was captured. Nothing is concluded here.
public struct HostFacts: Hashable, Sendable {
    /// Its interfaces.
    public var interfaces: [Interface] = []
    /// Routes through underlays that are more specific than all of a family.
    public var routes: [Route] = []
    /// The system's resolvers when the run began.
    public var resolvers: [IPAddress] = []
    /// The system's resolvers when it ended.
    public var resolversAfter: [IPAddress] = []
    /// Addresses of its underlays when it ended.
    public var addressesAfter: [IPAddress] = []
    /// The routers of the default routes through underlays.
    public var routers: [Router] = []
    /// What it calls itself; nil where nobody looked, or it has no name.
    public var hostName: OutsideText?
    /// Versions of IP, 4 or 6, whose packets of others it sends on.
    public var forwards: Set<UInt8> = []
    /// The firewall mark that the tunnel's own packets have; nil where none is known.
    public var outerMark: UInt32?
    /// What systemd-resolved is to the machine; nil where nobody looked.
    public var resolved: Resolved?
    /// What is set differently at the end of the run, a sentence each.
    public var changes: [String] = []
    /// The tunnels that lie in each other, the outermost first; empty where nobody followed them.
    public var hops: [Hop] = []
    /// The packet filter whenever it was read and had changed, in order of time; empty where nobody
    /// looked.
    public var rulesets: [RulesetSighting] = []

    /// Facts of which none is known yet.
    public init() {}

    /// An interface of the machine.
    public struct Interface: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// What it is to the machine.
        public var role: Vantage.Role
        /// Its addresses.
        public var addresses: [IPAddress]
        /// The networks that these put on link.
        public var networks: [IPPrefix]
        /// Versions of IP, 4 or 6, that could leave here past the tunnel: a global address, a default
        /// route, and a look-up with the tunnel's mark that leads here.
        public var leaks: Set<UInt8>
        /// Its MAC address, if it has one.
        public var station: MACAddress?

        /// An interface from its parts.
        public init(
            name: String, role: Vantage.Role, addresses: [IPAddress] = [],
            networks: [IPPrefix] = [], leaks: Set<UInt8> = [], station: MACAddress? = nil
        ) {
            self.name = name
            self.role = role
            self.addresses = addresses
            self.networks = networks
            self.leaks = leaks
            self.station = station
        }
    }

    /// A router that an underlay's default route leads to.
    public struct Router: Hashable, Sendable {
        /// Its address on the link.
        public var address: IPAddress
        /// Its MAC address, where the kernel knows it.
        public var station: MACAddress?

        /// A router from its parts.
        public init(_ address: IPAddress, station: MACAddress? = nil) {
            self.address = address
            self.station = station
        }
    }

    /// A tunnel that may lie in another one.
    public struct Hop: Hashable, Sendable {
        /// Its interface.
        public var interface: String
        /// How many others it lies in.
        public var depth: UInt8
        /// The address that its packets go to, the first of several; nil where none is known.
        public var address: IPAddress?
        /// The port there.
        public var port: UInt16?

        /// A tunnel from its parts.
        public init(
            interface: String, depth: UInt8, address: IPAddress? = nil, port: UInt16? = nil
        ) {
            self.interface = interface
            self.depth = depth
            self.address = address
            self.port = port
        }
    }

    /// A route through an underlay.
    public struct Route: Hashable, Sendable {
        /// Where it leads.
        public var destination: IPPrefix
        /// The underlay.
        public var interface: String
        /// Who made it.
        public var origin: Origin

        /// Who made a route.
        public enum Origin: String, Codable, Sendable {
            /// The kernel, for an address.
            case kernel
            /// A DHCP client.
            case dhcp
            /// A router advertisement.
            case advertised
            /// Somebody else.
            case other
        }

        /// A route from its parts.
        public init(destination: IPPrefix, interface: String, origin: Origin) {
            self.destination = destination
            self.interface = interface
            self.origin = origin
        }
    }
}

extension HostFacts {
    /// Addresses of its interfaces of a role.
    public func addresses(_ role: Vantage.Role) -> [IPAddress] {
        interfaces.filter { $0.role == role }.flatMap(\.addresses)
    }

    /// Whether a version of IP could leave past the tunnel at all: the leakable control of a run
    /// without a baseline (catalogue, section 2.4).
    public func isLeakable(_ version: UInt8) -> Bool {
        interfaces.contains { $0.role == .underlay && $0.leaks.contains(version) }
    }

    /// Prefixes that underlays hold on link.
    public var onLink: [IPPrefix] {
        interfaces.filter { $0.role == .underlay }.flatMap(\.networks)
    }
}
