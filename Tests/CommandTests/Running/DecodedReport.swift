internal import Testing

/// What these tests read of a JSON report.
struct DecodedReport: Decodable {
    let verdict: String
    let run: RunLine
    let checks: [Check]
    let findings: [Finding]
    let traffic: [Row]
    let coverage: Coverage
    let stages: [Stage]
    let limits: [Limit]
    let policy: Policy
    let error: Trouble?

    struct RunLine: Decodable { let exit_code: Int }

    struct Check: Decodable {
        let id: String
        let verdict: String
        let reason_code: String?
    }

    struct Finding: Decodable, CustomTestStringConvertible {
        let check_id: String
        let severity: String
        let confidence: String
        let stage: String
        let packet_count: Int
        let byte_count: Int
        let first_seen_at: String
        let last_seen_at: String
        let first_frame_number: Int
        let what: String
        let evidence: [Evidence]

        var testDescription: String { "\(check_id) \(severity) \(packet_count) in \(stage)" }

        /// Whether every frame that it shows is counted under another check.
        var isCited: Bool { evidence.allSatisfy { $0.also_counted ?? false } }
    }

    struct Evidence: Decodable { let also_counted: Bool? }

    struct Row: Decodable, CustomTestStringConvertible {
        let id: String
        let result: String
        let stage: String
        let outside_packet_count: Int
        let first_seen_at: String
        let last_seen_at: String
        let rule: String?

        var testDescription: String { "\(id) \(result) \(outside_packet_count) in \(stage)" }
    }

    struct Coverage: Decodable {
        let gaps: [Gap]
        struct Gap: Decodable {
            let code: String
            let text: String
        }
    }

    struct Stage: Decodable {
        let name: String
        let from_s: Double
        let to_s: Double
    }

    struct Limit: Decodable {
        let reason_code: String
        let text: String
    }

    struct Policy: Decodable {
        let allow: [Allowed]
        struct Allowed: Decodable {
            let name: String
            let destination: String?
            let stage: String?
        }
    }

    struct Trouble: Decodable {
        let code: String
        let message: String
    }

    /// The codes of what could not be seen.
    var gapCodes: [String] { coverage.gaps.map(\.code) }

    /// The findings that make a leak: medium or worse.
    var leaks: [Finding] { findings.filter { !["info", "low"].contains($0.severity) } }

    /// All that follows from the frames, whichever file they stand in, line by line.
    var said: [String] {
        var lines = [verdict]
        for check in checks {
            lines.append("\(check.id) \(check.verdict) \(check.reason_code ?? "")")
        }
        for finding in findings {
            lines.append(
                "\(finding.testDescription) \(finding.byte_count) \(finding.first_seen_at) "
                    + "\(finding.last_seen_at) \(finding.confidence) \(finding.isCited) "
                    + finding.what)
        }
        for row in traffic {
            lines.append("\(row.testDescription) \(row.first_seen_at) \(row.last_seen_at)")
        }
        lines += gapCodes.sorted() + limits.map(\.reason_code)
        for stage in stages { lines.append("\(stage.name) \(stage.from_s) \(stage.to_s)") }
        return lines
    }

    /// What became of a check; nil if the report does not name it.
    func check(_ id: String) -> Check? { checks.first { $0.id == id } }

    /// The only finding of a check; nil if it has none, or several.
    func finding(_ check: String) -> Finding? {
        let found = findings.filter { $0.check_id == check }
        return found.count == 1 ? found[0] : nil
    }

    /// The only row of an id in a stage.
    func row(_ id: String, stage: String = "connected") -> Row? {
        let found = traffic.filter { $0.id == id && $0.stage == stage }
        return found.count == 1 ? found[0] : nil
    }
}
