public import Evidence
public import Gather
internal import Host

/// A fault that rules on one node of a lab make.
public protocol NodeFault: Fault {
    /// The rules, or why this lab cannot have the fault.
    var disturbance: Result<Disturbance, GatherError> { get }
}

/// Rules on a node, and what they prove once they met a packet.
public struct Disturbance: Sendable {
    let rules: FaultRules
    let proof: String

    /// What `chains` of an nft table do on a node.
    init(_ lab: FaultyLab, on node: Node, _ chains: String, proof: String) throws(GatherError) {
        rules = FaultRules("inet", chains, on: try lab.scene(of: node))
        self.proof = proof
    }

    /// What the internet's router does with packets from a node and to it: a verdict each, in which
    /// `ICMP` stands for the one of their version of IP.
    init(
        _ lab: FaultyLab, of node: Node, from: String? = nil, to: String? = nil, proof: String
    ) throws(GatherError) {
        var lines: [String] = []
        for (address, family, errors) in [(node.ipv4, "ip", "icmp"), (node.ipv6, "ip6", "icmpv6")] {
            guard let address else { continue }
            for (end, verdict) in [("saddr", from), ("daddr", to)] {
                guard let verdict else { continue }
                let words = verdict.split(separator: " ").map { $0 == "ICMP" ? errors : String($0) }
                lines.append(
                    "\(family) \(end) \(address) \(FaultRules.count) \(words.joined(separator: " "))"
                )
            }
        }
        try self.init(lab, on: .core, Disturbance.chain("forward", lines), proof: proof)
    }

    /// A chain ahead of the usual ones.
    static func chain(_ hook: String, _ lines: [String]) -> String {
        """
        chain \(hook) {
        type filter hook \(hook) priority filter - 10; policy accept;
        \(lines.joined(separator: "\n"))
        }
        """
    }
}

extension NodeFault {
    /// None: nothing but the tunnel's own timers, which run on the client.
    public var longestTimer: Int { 0 }

    /// Makes it happen, once its undo is noted.
    public func inject() throws(GatherError) { try disturbance.get().rules.load() }

    /// Whether it is seen.
    public func proof() -> DrilledFault.Proof {
        switch disturbance {
        case .success(let disturbance): disturbance.rules.proof(disturbance.proof)
        case .failure(let error): .missing(error.reason)
        }
    }

    /// Puts everything back; does nothing a second time.
    public func undo() throws(GatherError) {
        guard case .success(let disturbance) = disturbance else { return }
        try disturbance.rules.undo()
    }
}
