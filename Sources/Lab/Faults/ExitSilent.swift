public import Evidence
public import Gather

/// The last node falls silent.
public struct ExitSilent: NodeFault {
    /// The rules, or why this lab cannot have the fault.
    public let disturbance: Result<Disturbance, GatherError>

    /// A fault of a lab; where the entry is the last node, it cannot have it.
    public init(in lab: FaultyLab) {
        disturbance = Result { () throws(GatherError) in
            _ = try lab.node(.second)
            return try Disturbance(
                lab, of: try lab.node(.last), from: "drop", to: "drop",
                proof: "packets of the last node were lost before it")
        }
    }

    /// Its name.
    public var id: FaultID { .exitSilent }
}
