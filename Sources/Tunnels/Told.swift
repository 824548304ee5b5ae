/// A fact about a tunnel, and who told it.
public struct Told<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The fact.
    public let value: Value
    /// Who told it.
    public let source: ToldBy

    /// A fact from its source.
    public init(_ value: Value, by source: ToldBy) {
        self.value = value
        self.source = source
    }
}

/// Who tells facts about tunnels. None of them is evidence.
public enum ToldBy: String, Codable, Sendable {
    /// The user.
    case user
    /// The kernel, by the program `wg`.
    case kernel
    /// The tunnel's own process, by its socket.
    case process
    /// The kernel's answer to a route look-up.
    case routing
    /// A file that configures the tunnel.
    case file
}
