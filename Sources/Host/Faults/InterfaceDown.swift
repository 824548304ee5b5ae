public import Evidence
public import Gather

/// The tunnel's interface is set down, which takes its routes and IPv6 addresses along.
public struct InterfaceDown: Fault {
    private let tunnel: TunnelInterface

    /// A fault of an interface.
    public init(of interface: String, on scene: FaultScene) {
        tunnel = TunnelInterface(scene: scene, name: interface)
    }

    public var id: FaultID { .interfaceDown }
    public var longestTimer: Int { 0 }

    public func inject() throws(GatherError) {
        try tunnel.note(mustBeMade: false)
        try tunnel.scene.run(["ip", "link", "set", "dev", tunnel.name, "down"])
    }

    public func proof() -> DrilledFault.Proof {
        let tunnel = tunnel
        return tunnel.scene.proof { () throws(HostError) in
            switch try tunnel.isUp {
            case true?: .missing("\(tunnel.name) is up.")
            case false?: .shown("\(tunnel.name) is down")
            case nil: .missing("\(tunnel.name) is gone.")
            }
        }
    }

    public func undo() throws(GatherError) { try tunnel.scene.undo() }
}
