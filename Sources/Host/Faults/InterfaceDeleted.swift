public import Evidence
public import Gather

/// The tunnel's interface is deleted.
public struct InterfaceDeleted: Fault {
    private let tunnel: TunnelInterface

    /// A fault of an interface.
    public init(of interface: String, on scene: FaultScene) {
        tunnel = TunnelInterface(scene: scene, name: interface)
    }

    public var id: FaultID { .interfaceDeleted }
    public var longestTimer: Int { 0 }

    public func inject() throws(GatherError) {
        try tunnel.note(mustBeMade: true)
        try tunnel.scene.run(["ip", "link", "delete", "dev", tunnel.name])
    }

    public func proof() -> DrilledFault.Proof { tunnel.absence }
    public func undo() throws(GatherError) { try tunnel.scene.undo() }
}
