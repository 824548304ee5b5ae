internal import Audit
internal import Evidence

/// The rules that all checks of a kill switch share: one experiment, in which only the fault changes.
extension Case {
    /// Weighs faults that take the tunnel's own hold away: new flows that leave under them fail.
    func weigh(_ card: Card, under ids: Set<FaultID>) -> Verdict {
        guard let reading = DrillReading(recording) else { return .notDrilled }
        let faults = reading.faults(ids)
        let findings = faults.flatMap { fault in
            finding(card, reading.strays(under: fault, by: .fault), under: fault, of: reading)
        }
        if let verdict = Verdict(failing: findings) { return verdict }
        let telling = faults.filter(reading.isTelling)
        guard let first = telling.first else { return .notDrilled }
        if let doubt = telling.lazy.compactMap({ reading.doubt(about: $0) }).first {
            return .inconclusive(doubt)
        }
        let tried = telling.flatMap { fault in
            reading.tried(under: fault).filter { $0.kind == .new }.map { (fault, $0) }
        }
        guard !tried.isEmpty else {
            return .inconclusive(
                Doubt(
                    "killswitch.untried",
                    fact: "no new flow was tried under \(reading.drill.faults[first].id.rawValue)"))
        }
        return .held(by: Set(tried.compactMap { reading.hold(of: $1, under: $0) }))
    }

    /// Weighs what a kill switch may forget: traffic of these classes that leaves by an opening while it
    /// holds the rest.
    func weigh(
        _ card: Card, by opening: Opening, of kinds: Set<TrafficCell.Kind>
    ) -> Verdict {
        guard let reading = DrillReading(recording), !reading.drill.faults.isEmpty else {
            return .notDrilled
        }
        let faults = reading.drill.faults.indices
        let findings = faults.flatMap { fault in
            finding(card, reading.strays(under: fault, by: opening), under: fault, of: reading)
        }
        if let verdict = Verdict(failing: findings) { return verdict }
        // Only where the firewall holds new flows does it show what it forgets.
        let held = faults.filter { fault in
            reading.tried(under: fault).contains {
                $0.kind == .new && reading.hold(of: $0, under: fault) == .firewall
            }
        }
        guard !held.isEmpty else {
            return reading.isExercised
                ? .notApplicable(
                    Precondition(
                        "killswitch.open", fact: "nothing held new flows, so nothing is exempt"))
                : .inconclusive(
                    Doubt(
                        "killswitch.not_exercised",
                        fact: "no fault broke the tunnel's own hold"))
        }
        if let doubt = held.lazy.compactMap({ reading.doubt(about: $0) }).first {
            return .inconclusive(doubt)
        }
        let tried = held.flatMap { fault in
            reading.tried(under: fault).filter { kinds.contains($0.kind) }.map { (fault, $0) }
        }
        guard !tried.isEmpty else {
            return .inconclusive(Doubt("killswitch.untried", fact: "no such traffic was tried"))
        }
        return .held(by: Set(tried.compactMap { reading.hold(of: $1, under: $0) }))
    }
}

extension Hold {
    /// Its name for people.
    fileprivate var name: String {
        switch self {
        case .tunnel: "the tunnel itself"
        case .firewall: "the firewall"
        case .routes: "the routes"
        case .refused: "a refusal"
        }
    }
}

extension Verdict {
    /// A fail on findings; nil if there are none.
    init?(failing findings: [Finding]) {
        guard let first = findings.first else { return nil }
        self = .fail(Findings(first, Array(findings.dropFirst())))
    }

    /// A pass: this is what held, behind some words.
    static func held(by holds: Set<Hold>, because words: String = "") -> Verdict {
        let holds = Hold.allCases.filter(holds.contains)
        let names = holds.map(\.name).joined(separator: ", ")
        return .pass(Citation(.fault, fact: "\(words)held by \(names)", holds: holds))
    }

    /// There was no such fault.
    static let notDrilled = Verdict.inconclusive(
        Doubt("killswitch.untried", fact: "no such fault was injected"))
}

extension Check {
    /// What a pass of a drill needs beside its own rule.
    static let drillNeeds: Set<Need> = [.tap, .hostKnown, .probes, .detector]
}
