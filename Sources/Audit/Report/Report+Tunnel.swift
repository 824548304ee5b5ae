public import Wire

extension Report {
    /// The tunnel that was judged.
    public struct Tunnel: Sendable {
        /// The kind of tunnel, such as `wireguard`; `unknown` where only its outer flow is known.
        public let driver: String
        /// The interface inside, where there is one.
        public let interface: OutsideText?
        /// The nodes it passes, entry first.
        public let hops: [Hop]

        /// How many nodes follow each other; several ways into the first are one.
        public var hopCount: Int {
            (hops.contains { $0.role == "entry" } ? 1 : 0) + hops.count { $0.role != "entry" }
        }

        /// A tunnel as it was declared.
        public init(driver: String, interface: OutsideText?, hops: [Hop]) {
            self.driver = driver
            self.interface = interface
            self.hops = hops
        }
    }

    /// A node of a tunnel.
    public struct Hop: Sendable {
        /// `entry`, `relay` or `exit`.
        public let role: String
        /// Its address, or its range with a prefix length; nil where it is not known.
        public let address: String?
        /// Its port; nil when any port counts.
        public let port: UInt16?

        /// A node as it was declared.
        public init(role: String, address: String?, port: UInt16?) {
            self.role = role
            self.address = address
            self.port = port
        }
    }
}
