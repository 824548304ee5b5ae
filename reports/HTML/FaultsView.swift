internal import Audit
internal import Wire

/// The faults of a drill, and what came of each.
struct FaultsView {
    let faultRows: [FaultRow]

    /// A fault.
    struct FaultRow {
        let faultName: String
        let faultOutcome: String
        let isBad: Bool
    }

    /// Nil where nothing was drilled.
    init?(_ document: ReportDocument) {
        guard let drill = document.drill, !drill.faults.isEmpty else { return nil }
        faultRows = drill.faults.map { fault in
            let text = FaultText(fault, grace: document.policy.grace)
            return FaultRow(
                faultName: text.name, faultOutcome: text.outcome, isBad: fault.window != nil)
        }
    }
}

extension FaultText {
    /// A fault of a stored report, under a grace.
    init(_ fault: ReportDocument.Fault, grace: Double) {
        self.init(
            Facts(
                id: fault.id.forPeople, isEntryBlocked: fault.isEntryBlocked,
                isAfterRecovery: fault.isAfterRecovery,
                doubt: fault.isProven ? nil : fault.proof.forPeople,
                shortOutage: fault.isTooShort ? fault.outage : nil, window: fault.window,
                holds: fault.holds.map(\.rawValue), watched: fault.until - fault.at,
                detection: fault.detection, recovery: fault.recovery, repeats: fault.repeats,
                grace: grace))
    }
}
