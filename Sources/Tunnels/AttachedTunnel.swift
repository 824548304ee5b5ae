public import Evidence
public import Host
public import Wire

/// A tunnel that is up already and that only the user knows about.
public struct AttachedTunnel: Sendable {
    /// What people call it.
    public let name: OutsideText
    /// Its interfaces; empty for one that has none, such as a proxy.
    public let interfaces: [String]
    /// Where its own packets go.
    public let outerFlows: [OuterFlow]
    /// The mark of its own packets.
    public var mark: UInt32?
    /// The resolvers that it wants to be asked.
    public var resolvers: [IPAddress] = []

    /// A tunnel as the user describes it.
    public init(name: OutsideText, interfaces: [String], outerFlows: [OuterFlow]) {
        self.name = name
        self.interfaces = interfaces
        self.outerFlows = outerFlows
    }

    /// What the user said; throws if one of the interfaces is not up.
    public func describe(
        on machine: Machine = Machine()
    ) async throws(TunnelError) -> TunnelDescription {
        let links = try await TunnelError.reading(machine.links)
        for name in interfaces where !links.contains(where: { $0.name.raw == name && $0.isUp }) {
            throw TunnelError(
                .interface, subject: OutsideText(name).forTerminal,
                reason: "No such interface is up.")
        }
        var description = TunnelDescription(name: name)
        description.interfaces = interfaces.map { Told(OutsideText($0), by: .user) }
        description.outerFlows = outerFlows.map { Told($0, by: .user) }
        description.mark = mark.map { Told($0, by: .user) }
        description.resolvers = resolvers.map { Told($0, by: .user) }
        if outerFlows.isEmpty {
            description.doubts.append("Nobody said where the tunnel's own packets go.")
        }
        return description
    }
}
