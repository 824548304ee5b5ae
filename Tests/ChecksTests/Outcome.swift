internal import Audit
internal import Checks
internal import Evidence
internal import Wire

/// What became of one check on a recording, in the terms of `expected.json`.
struct Outcome {
    let verdict: Verdict
    let recording: Recording

    /// The outcome of a check among all others of a catalogue.
    init(
        of id: CheckID, on recording: Recording, with checks: [Check] = Catalogue.checks,
        under policy: Policy = Policy()
    ) {
        self.recording = recording
        // Every check claims frames, but only the one that is asked for has to judge.
        verdict =
            audit(recording, with: checks, under: policy).first { $0.check.id == id }?.verdict
            ?? .inconclusive(Doubt("test.no_check", fact: "\(id) is not in the catalogue"))
    }

    init(_ verdict: Verdict, on recording: Recording) {
        self.verdict = verdict
        self.recording = recording
    }

    /// The verdict by its name.
    var word: String {
        switch verdict {
        case .pass: "pass"
        case .fail: "fail"
        case .inconclusive: "inconclusive"
        case .notApplicable: "notApplicable"
        }
    }

    /// The findings, none unless the verdict is a fail.
    var findings: [Finding] {
        if case .fail(let findings) = verdict { findings.all } else { [] }
    }

    /// The reason code of a verdict that is neither a pass nor a fail.
    var reason: String? {
        switch verdict {
        case .inconclusive(let doubt): doubt.code
        case .notApplicable(let precondition): precondition.code
        case .pass, .fail: nil
        }
    }

    /// What a pass cites.
    var fact: String? {
        if case .pass(let citation) = verdict { citation.fact } else { nil }
    }

    /// The worst severity.
    var severity: Severity? { findings.map(\.severity).max() }

    /// The frames that the findings stand on, added up.
    var tally: Tally {
        var total = Tally()
        for finding in findings {
            switch finding.basis {
            case .strata(let counted, let cited):
                for index in counted.isEmpty ? cited : counted {
                    total.add(recording.ledger.strata[index].tally)
                }
            case .sighting(let sighting):
                total.add(recording.ledger.tally(sighting, stage: finding.stage))
            case .strays(let strays):
                for stray in strays {
                    total.add(length: stray.length, at: stray.at, frame: stray.number)
                }
            case .answers, .changes: continue
            case .outerFlow(let number):
                total.add(recording.ledger.examinations[number].tally)
            }
        }
        return total
    }

    /// How it differs from what was expected; empty if it does not.
    func complaints(against expected: TestRecording.Expectation) -> [String] {
        var complaints: [String] = []
        func compare<Value: Equatable>(_ what: String, _ found: Value, _ wanted: Value) {
            if found != wanted { complaints.append("\(what) is \(found), not \(wanted)") }
        }
        compare("the verdict", "\(word)", expected.verdict)
        if let severity = expected.severity {
            compare("the severity", self.severity?.rawValue ?? "none", severity)
        }
        if let code = expected.code { compare("the reason", reason ?? "none", code) }
        if let why = expected.why, !findings.allSatisfy({ $0.what.hasSuffix(" " + why) }) {
            complaints.append("the words are \(findings.map(\.what)), not \(why)")
        }
        if let fact = expected.fact { compare("the fact", self.fact ?? "none", fact) }
        if let packets = expected.packets { compare("the count", tally.packets, packets) }
        if let first = expected.first.flatMap({ Timestamp($0) }) {
            compare("the first time", tally.first, first.nanoseconds)
        }
        if let last = expected.last.flatMap({ Timestamp($0) }) {
            compare("the last time", tally.last, last.nanoseconds)
        }
        return complaints
    }
}
