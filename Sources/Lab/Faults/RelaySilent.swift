public import Evidence
public import Gather

/// The second node falls silent.
public struct RelaySilent: NodeFault {
    /// The rules, or why this lab cannot have the fault.
    public let disturbance: Result<Disturbance, GatherError>

    /// A fault of a lab; one without a second node cannot have it.
    public init(in lab: FaultyLab) {
        disturbance = Result { () throws(GatherError) in
            try Disturbance(
                lab, of: try lab.node(.second), from: "drop", to: "drop",
                proof: "packets of the second node were lost before it")
        }
    }

    /// Its name.
    public var id: FaultID { .relaySilent }
}
