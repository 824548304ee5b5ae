public import Wire

/// One kind of traffic that a drill keeps going: what is sent, over what, and by whom.
public struct TrafficCell: Hashable, Sendable {
    /// What is sent.
    public var kind: Kind
    /// What carries it.
    public var carrier: Carrier
    /// Who sends it.
    public var sender: Sender
    /// The other end.
    public var remote: IPAddress
    /// The other end's port.
    public var remotePort: UInt16
    /// Whether it is sent only before the tunnel is there: look-ups at resolvers that the tunnel replaces.
    public var isEarly = false

    /// The four classes of traffic of the catalogue's common drill.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        /// A flow that begins with each canary.
        case new
        /// A flow that was opened through the tunnel, and goes on.
        case established
        /// A flow that was opened before the tunnel was there, and goes on.
        case preconnect
        /// A look-up of a name that nobody has asked for.
        case dns
    }

    /// What carries the traffic.
    public enum Carrier: String, Codable, Sendable {
        /// UDP; look-ups go straight to the resolver.
        case udp
        /// TCP.
        case tcp
        /// The system's own resolver: look-ups go where its settings lead.
        case stub
    }

    /// Who sends.
    public enum Sender: String, Codable, CaseIterable, Sendable {
        /// Root.
        case root
        /// An ordinary user.
        case user
        /// A guest behind this machine, which forwards it.
        case forwarded
    }

    /// A cell from its parts.
    public init(
        _ kind: Kind, _ carrier: Carrier, by sender: Sender, to remote: IPAddress, port: UInt16
    ) {
        self.kind = kind
        self.carrier = carrier
        self.sender = sender
        self.remote = remote
        remotePort = port
    }

    /// The version of IP, 4 or 6.
    public var version: UInt8 { remote.isIPv4 ? 4 : 6 }
}
