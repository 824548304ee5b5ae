public import Evidence
public import Gather

/// The tunnel's interface is deleted.
public struct InterfaceDeleted: Fault {
    private let tunnel: TunnelInterface

    /// A fault of an interface.
    public init(of interface: String, on scene: FaultScene) {
        tunnel = TunnelInterface(scene: scene, name: interface)
    }

    /// Its name.
    public var id: FaultID { .interfaceDeleted }
    /// None.
    public var longestTimer: Int { 0 }

    /// Makes it happen, once its undo is noted.
    public func inject() throws(GatherError) {
        try tunnel.note(mustBeMade: true)
        try tunnel.scene.run(["ip", "link", "delete", "dev", tunnel.name])
    }

    /// Whether it is seen.
    public func proof() -> DrilledFault.Proof { tunnel.absence }
    /// Puts everything back; does nothing a second time.
    public func undo() throws(GatherError) { try tunnel.scene.undo() }
}
