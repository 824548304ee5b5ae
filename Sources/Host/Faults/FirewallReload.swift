public import Evidence
public import Gather

/// Another program reloads the firewall, and the tunnel goes down under its rules: all rules are deleted,
/// and that program's own are loaded.
public struct FirewallReload: Fault {
    /// Rules as systems have them when somebody has just switched the firewall on: all may pass.
    private static let careless = """
        flush ruleset
        table inet watertight_reload {
            chain input { type filter hook input priority filter; policy accept; }
            chain forward { type filter hook forward priority filter; policy accept; }
            chain output { type filter hook output priority filter; policy accept; }
        }

        """

    private let tunnel: TunnelInterface

    /// A fault of the firewall around a tunnel's interface.
    public init(around interface: String, on scene: FaultScene) {
        tunnel = TunnelInterface(scene: scene, name: interface)
    }

    /// Its name.
    public var id: FaultID { .firewallReload }
    /// None.
    public var longestTimer: Int { 0 }

    /// Makes it happen, once its undo is noted.
    public func inject() throws(GatherError) {
        try tunnel.scene.noteRules()
        // Undone before the rules are, which may name the interface.
        try tunnel.note(mustBeMade: true)
        try tunnel.scene.run(["nft", "-f", "-"], input: FirewallReload.careless)
        try tunnel.scene.run(["ip", "link", "delete", "dev", tunnel.name])
    }

    /// Whether it is seen.
    public func proof() -> DrilledFault.Proof {
        let proof = tunnel.scene.proof { () throws(HostError) in
            let tables = Errand(["nft", "list", "tables"]).run().output
            return tables == "table inet watertight_reload\n"
                ? .shown("the rules of the firewall are others, and the interface is gone")
                : .missing("The rules of the firewall are not those that were loaded.")
        }
        guard case .shown = proof, case .missing = tunnel.absence else { return proof }
        return tunnel.absence
    }

    /// Puts everything back; does nothing a second time.
    public func undo() throws(GatherError) { try tunnel.scene.undo() }
}
