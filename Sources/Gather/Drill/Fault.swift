public import Evidence

/// A seat of a drill: a disturbance, with what proves that it happened and what undoes it.
///
/// Whoever makes a fault gives it all that it needs; nothing has changed before `inject`.
public protocol Fault: Sendable {
    /// Which one it is.
    var id: FaultID { get }
    /// The longest of the client's own timers that it may wake, in whole seconds: the traffic is
    /// watched 5 s past it at least. 0 where there is none.
    var longestTimer: Int { get }
    /// Makes it happen, once its undo is on the disk.
    func inject() throws(GatherError)
    /// Whether it has happened, as seen from outside of whatever injected it.
    func proof() -> DrilledFault.Proof
    /// Puts everything back; does nothing a second time.
    func undo() throws(GatherError)
}
