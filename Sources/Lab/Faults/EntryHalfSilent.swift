public import Evidence
public import Gather

/// The entry is heard no more, and still gets what is sent: the router before it loses its answers.
public struct EntryHalfSilent: NodeFault {
    /// The rules, or why this lab cannot have the fault.
    public let disturbance: Result<Disturbance, GatherError>

    /// A fault of a lab.
    public init(in lab: FaultyLab) {
        disturbance = Result { () throws(GatherError) in
            try Disturbance(
                lab, of: try lab.node(.first), from: "drop",
                proof: "answers of the entry were lost before it")
        }
    }

    /// Its name.
    public var id: FaultID { .entryHalfSilent }
}
