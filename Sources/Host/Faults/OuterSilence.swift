public import Evidence
public import Gather
internal import Wire

/// The entry falls silent, as far as this machine can bring that about: its own interfaces lose whatever
/// goes to the entry and comes from there, and no sender is told.
public struct OuterSilence: Fault {
    private let rules: FaultRules

    /// A fault of the tunnel's own packets on the interfaces to the outside.
    public init(of flows: [OuterFlow], through uplinks: [String], on scene: FaultScene) {
        // At the interface, behind all rules that would refuse to send: nobody is told.
        let chains = uplinks.enumerated().flatMap { number, uplink in
            [("egress", "daddr", "dport"), ("ingress", "saddr", "sport")].map { hook, end, port in
                let lines = flows.map { flow in
                    "\(OuterSilence.match(flow, end, port)) \(FaultRules.count) drop"
                }
                return """
                    chain \(hook)\(number) {
                    type filter hook \(hook) device "\(uplink)" priority filter; policy accept;
                    \(lines.joined(separator: "\n"))
                    }
                    """
            }
        }
        rules = FaultRules("netdev", chains.joined(separator: "\n"), on: scene)
    }

    private static func match(_ flow: OuterFlow, _ end: String, _ port: String) -> String {
        let address = flow.prefix.address
        var words = "\(address.isIPv4 ? "ip" : "ip6") \(end) \(address)/\(flow.prefix.length)"
        if let transport = flow.transport { words += " meta l4proto \(transport)" }
        if let number = flow.port { words += " th \(port) \(number)" }
        return words
    }

    /// Its name.
    public var id: FaultID { .entrySilent }
    /// None.
    public var longestTimer: Int { 0 }
    /// Makes it happen, once its undo is noted.
    public func inject() throws(GatherError) { try rules.load() }

    /// Whether it is seen.
    public func proof() -> DrilledFault.Proof {
        rules.proof("packets of the tunnel were lost at the uplink")
    }

    /// Puts everything back; does nothing a second time.
    public func undo() throws(GatherError) { try rules.undo() }
}
