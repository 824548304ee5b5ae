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
    /// Goes on while it is watched, if it is one that happens again and again; false once it has happened
    /// often enough.
    func goOn() throws(GatherError) -> Bool
    /// When it happened each time, in nanoseconds since the UNIX epoch; empty for what happens once.
    var transitions: [UInt64] { get }
    /// Whether it has happened, as seen from outside of whatever injected it.
    func proof() -> DrilledFault.Proof
    /// Whether canaries and their answers would hold what it puts back where the fault has driven it: nothing
    /// is sent then while it is undone.
    var isUndoneInSilence: Bool { get }
    /// Puts everything back; does nothing a second time.
    func undo() throws(GatherError)
    /// Leads back what the fault has driven elsewhere, once it is undone and the tunnel carries again; in silence,
    /// if it is undone so.
    func settle() throws(GatherError)
}

extension Fault {
    /// Most happen once.
    public func goOn() throws(GatherError) -> Bool { false }
    /// Most happen once.
    public var transitions: [UInt64] { [] }
    /// Most do not care.
    public var isUndoneInSilence: Bool { false }
    /// Most drive nothing elsewhere.
    public func settle() throws(GatherError) {}
}
