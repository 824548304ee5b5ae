public import Wire

/// Who a socket belongs to, as far as can be known.
public struct SocketOwner: Hashable, Codable, Sendable {
    /// How the owner is known.
    public enum Basis: String, Codable, Sendable {
        /// A process holds the socket.
        case socketTable
        /// No process that we see holds it; the kernel knows the control group that opened it.
        case controlGroup
        /// There is such a socket, and nobody is known to hold it; or several processes hold
        /// sockets that fit.
        case unknown
    }

    /// How it is known.
    public let basis: Basis
    /// The user that the socket belongs to.
    public let user: UInt32
    /// The process, in our own process namespace.
    public var process: Int32?
    /// What the process calls itself, up to 15 bytes; it can call itself anything.
    public var name: OutsideText?
    /// The control group, as a path.
    public var controlGroup: OutsideText?
}

extension Machine {
    /// Who sends from a local port to `remote`; nil if there is no such socket now.
    ///
    /// A socket that is connected to `remote` wins over one without another end, which may send
    /// anywhere. Sockets live shortly: ask while the flow is seen.
    public func owner(
        of localPort: UInt16, transport: UInt8, remote: IPAddress?
    ) async throws(HostError) -> SocketOwner? {
        try await namespace.run { () throws(HostError) in
            let all = try Machine.readSockets([transport]).filter { $0.localPort == localPort }
            let connected = all.filter { $0.isConnected && $0.remote == remote }
            let loose = all.filter { !$0.isConnected }
            let fitting = connected.isEmpty ? loose : connected
            return try Machine.owner(of: remote == nil ? all : fitting)
        }
    }

    /// The one owner of sockets that all fit.
    private static func owner(of candidates: [SocketEntry]) throws(HostError) -> SocketOwner? {
        guard let first = candidates.first else { return nil }
        let holders = try ProcessTable.holders(of: Set(candidates.map(\.inode)))
        if holders.count == 1, let process = holders.first {
            return SocketOwner(
                basis: .socketTable, user: first.user, process: process,
                name: ProcessTable.name(of: process),
                controlGroup: ProcessTable.controlGroup(of: process))
        }
        let groups = Set(candidates.map(\.controlGroup))
        if groups.count == 1, let group = groups.first ?? nil,
            let path = ControlGroups.path(of: group)
        {
            return SocketOwner(basis: .controlGroup, user: first.user, controlGroup: path)
        }
        return SocketOwner(basis: .unknown, user: first.user)
    }
}
