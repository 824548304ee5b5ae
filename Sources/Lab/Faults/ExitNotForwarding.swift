public import Evidence
public import Gather
internal import Host

/// The last node answers, and passes nothing on.
public struct ExitNotForwarding: NodeFault {
    /// The rules, or why this lab cannot have the fault.
    public let disturbance: Result<Disturbance, GatherError>

    /// A fault of a lab.
    public init(in lab: FaultyLab) {
        disturbance = Result { () throws(GatherError) in
            let chain = Disturbance.chain(
                "forward", ["iifname != \"eth0\" \(FaultRules.count) drop"])
            return try Disturbance(
                lab, on: try lab.node(.last), chain,
                proof: "the last node did not pass packets on")
        }
    }

    /// Its name.
    public var id: FaultID { .exitNotForwarding }
}
