public import Evidence
public import Gather
internal import Host

/// The tunnel's resolver dies: the last node loses what it is asked.
public struct DNSOutage: NodeFault {
    /// The rules, or why this lab cannot have the fault.
    public let disturbance: Result<Disturbance, GatherError>

    /// A fault of a lab.
    public init(in lab: FaultyLab) {
        disturbance = Result { () throws(GatherError) in
            let chain = Disturbance.chain(
                "input", ["meta l4proto { tcp, udp } th dport 53 \(FaultRules.count) drop"])
            return try Disturbance(
                lab, on: try lab.node(.last), chain, proof: "questions to the resolver were lost")
        }
    }

    /// Its name.
    public var id: FaultID { .dnsOutage }
}
