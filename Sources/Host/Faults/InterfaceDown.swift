public import Evidence
public import Gather

/// The tunnel's interface is set down, which takes its routes and IPv6 addresses along.
public struct InterfaceDown: Fault {
    private let tunnel: TunnelInterface

    /// A fault of an interface.
    public init(of interface: String, on scene: FaultScene) {
        tunnel = TunnelInterface(scene: scene, name: interface)
    }

    /// Its name.
    public var id: FaultID { .interfaceDown }
    /// None.
    public var longestTimer: Int { 0 }

    /// Makes it happen, once its undo is noted.
    public func inject() throws(GatherError) {
        try tunnel.note(mustBeMade: false)
        try tunnel.scene.run(["ip", "link", "set", "dev", tunnel.name, "down"])
    }

    /// Whether it is seen.
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

    /// Puts everything back; does nothing a second time.
    public func undo() throws(GatherError) { try tunnel.scene.undo() }
}
