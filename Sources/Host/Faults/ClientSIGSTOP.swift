public import Evidence
public import Gather
internal import Glibc
internal import Synchronization

/// The client is stopped, as a suspended machine stops it, and goes on when that is undone.
public final class ClientSIGSTOP: Fault {
    private let tunnel: TunnelInterface
    private let stopped = Mutex<[ProcessIdentity]>([])

    /// A fault of the process that holds an interface.
    public init(of interface: String, on scene: FaultScene) {
        tunnel = TunnelInterface(scene: scene, name: interface)
    }

    /// Its name.
    public var id: FaultID { .clientSIGSTOP }
    /// The time that stands in for a suspended machine: clients that watch themselves notice by then.
    public var longestTimer: Int { 30 }

    /// Makes it happen, once its undo is noted.
    public func inject() throws(GatherError) {
        let holders = try tunnel.holders()
        for holder in holders { try tunnel.scene.note(.resume(holder)) }
        try tunnel.send(SIGSTOP, to: holders)
        stopped.withLock { $0 = holders }
    }

    /// Whether it is seen.
    public func proof() -> DrilledFault.Proof {
        let stopped = stopped.withLock { $0 }
        guard !stopped.isEmpty else { return .missing("No process was stopped.") }
        if let other = stopped.first(where: { $0.state != "T" }) {
            return .missing("Process \(other.process) is not stopped.")
        }
        let numbers = stopped.map { "\($0.process)" }.joined(separator: ", ")
        return .shown("process \(numbers) is stopped")
    }

    /// Puts everything back; does nothing a second time.
    public func undo() throws(GatherError) { try tunnel.scene.undo() }
}
