public import Evidence

/// A seat of a run: notes which sockets the machine has and who holds them, from the moment it is
/// made until it is stopped.
public protocol Witness: Sendable {
    /// Ends the watch and says what was seen, numbered from 1.
    func stop() -> [SocketSighting]
}
