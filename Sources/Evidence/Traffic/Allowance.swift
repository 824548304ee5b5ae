public import Wire

/// What may travel outside the tunnel, as a plain value: the policy's word to the fold.
public struct Allowance: Sendable {
    /// The outside of the tunnel.
    public let outer: [OuterFlow]
    /// Whether the local network allowance holds: a fixed list of ranges, never "what is on link".
    public let allowsLocalNetwork: Bool
    /// Further traffic, each with a name and a reason.
    public let entries: [AllowedTraffic]

    /// Most outer flows; each costs a comparison for every frame.
    public static let mostOuterFlows = 64
    /// Most entries; each costs a comparison for every frame that is not the tunnel's.
    public static let mostEntries = 32

    /// An allowance from its parts.
    public init(
        outer: [OuterFlow], allowsLocalNetwork: Bool = false, entries: [AllowedTraffic] = []
    ) {
        self.outer = outer
        self.allowsLocalNetwork = allowsLocalNetwork
        self.entries = entries
    }

    /// Whether every outer flow is TCP, so that UDP has no way into the tunnel.
    public var isTCPOnly: Bool {
        !outer.isEmpty && outer.allSatisfy { $0.transport == IPProtocol.tcp }
    }

    /// Whether an address belongs to the local network, and that is allowed.
    public func isLocal(_ address: IPAddress) -> Bool {
        allowsLocalNetwork && Allowance.isLocal(address, address.isIPv4 ? .ipv4 : .ipv6)
    }

    /// Whether an address belongs to the local network allowance (catalogue 2.1): RFC 1918,
    /// 169.254/16, 224.0.0/24, 239/8; fe80::/10, fc00::/7, ff02 to ff05.
    @inline(__always) static func isLocal(_ address: IPAddress, _ family: Packet.Family) -> Bool {
        if family == .ipv4 {
            let bits = address.v4
            return bits >> 24 == 10 || bits >> 20 == 0xac1 || bits >> 16 == 0xc0a8
                || bits >> 16 == 0xa9fe || bits >> 8 == 0xe0_0000 || bits >> 24 == 239
        }
        let top = address.high >> 48
        return top & 0xffc0 == 0xfe80 || top & 0xfe00 == 0xfc00
            || (top >> 8 == 0xff && (2...5).contains(top & 0xf))
    }
}

/// An entry of the policy's allow list or of the declared control plane.
public struct AllowedTraffic: Hashable, Sendable {
    /// What people call it.
    public let name: String
    /// Why it is allowed.
    public let reason: String
    /// Where it may go.
    public let prefix: IPPrefix
    /// To which port; nil means any.
    public let port: UInt16?
    /// By which protocol; nil means any.
    public let transport: UInt8?
    /// In which stage; nil means any.
    public let stage: Stage?
    /// Whether it is the client's own control plane.
    public let isControlPlane: Bool

    /// An entry from its parts.
    public init(
        name: String, reason: String, prefix: IPPrefix, port: UInt16?, transport: UInt8?,
        stage: Stage?, isControlPlane: Bool
    ) {
        self.name = name
        self.reason = reason
        self.prefix = prefix
        self.port = port
        self.transport = transport
        self.stage = stage
        self.isControlPlane = isControlPlane
    }
}
