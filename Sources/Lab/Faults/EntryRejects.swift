public import Evidence
public import Gather

/// What goes to the entry is answered with an ICMP error of the router before it.
public struct EntryRejects: NodeFault {
    /// The rules, or why this lab cannot have the fault.
    public let disturbance: Result<Disturbance, GatherError>

    /// A fault of a lab.
    public init(in lab: FaultyLab) {
        disturbance = Result { () throws(GatherError) in
            try Disturbance(
                lab, of: try lab.node(.first), to: "reject with ICMP type port-unreachable",
                proof: "packets to the entry were answered with an error")
        }
    }

    /// Its name.
    public var id: FaultID { .entryRejects }
}
