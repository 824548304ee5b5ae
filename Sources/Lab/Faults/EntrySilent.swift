public import Evidence
public import Gather

/// The entry falls silent: the router before it loses what goes there and what comes from there.
public struct EntrySilent: NodeFault {
    /// The rules, or why this lab cannot have the fault.
    public let disturbance: Result<Disturbance, GatherError>

    /// A fault of a lab.
    public init(in lab: FaultyLab) {
        disturbance = Result { () throws(GatherError) in
            try Disturbance(
                lab, of: try lab.node(.first), from: "drop", to: "drop",
                proof: "packets of the entry were lost before it")
        }
    }

    /// Its name.
    public var id: FaultID { .entrySilent }
}
