internal import Audit
internal import Wire

extension ReportDocument {
    struct Control {
        let id, title: OutsideText
        let sent, seen: Int?
        let isProven: Bool

        init(_ field: JSONField) throws(UnreadableReport) {
            id = try field.member("id").text()
            title = try field.member("title").text()
            sent = try field.count("sent_count")
            seen = try field.count("seen_count")
            isProven = try field.member("proven").flag()
        }
    }

    struct Gap {
        let code, text: OutsideText
        let from, to: Double?
        let interface: OutsideText?

        init(_ field: JSONField) throws(UnreadableReport) {
            code = try field.member("code").text()
            text = try field.member("text").text()
            from = try field.number("from_s")
            to = try field.number("to_s")
            interface = try field.text("interface")
        }
    }

    struct Stage {
        let name: Report.StageName
        let from, to: Double
        let title, note: OutsideText?

        init(_ field: JSONField) throws(UnreadableReport) {
            name = try field.member("name").word()
            from = try field.member("from_s").number()
            to = try field.member("to_s").number()
            title = try field.text("title")
            note = try field.text("note")
        }
    }

    struct Line {
        let title, fact: OutsideText
        let verdict: Report.Verdict
        let isNotice: Bool
        let checkIDs: [OutsideText]

        init(_ field: JSONField) throws(UnreadableReport) {
            title = try field.member("title").text()
            fact = try field.member("fact").text()
            verdict = try field.member("verdict").word()
            isNotice = try field.member("is_notice").flag()
            checkIDs = try field.texts("check_ids")
        }
    }

    struct Check {
        let id, title, fact: OutsideText
        let verdict: Report.Verdict
        let severity: Severity
        let control, reasonCode: OutsideText?
        let findingIDs: [OutsideText]

        init(_ field: JSONField) throws(UnreadableReport) {
            id = try field.member("id").text()
            title = try field.member("title").text()
            fact = try field.member("fact").text()
            verdict = try field.member("verdict").word()
            severity = try field.member("severity").word()
            control = try field.text("control_id")
            reasonCode = try field.text("reason_code")
            findingIDs = try field.texts("finding_ids")
        }

        var isUndecided: Bool { verdict == .inconclusive || verdict == .error }
    }

    struct Limit {
        let reasonCode, text: OutsideText
        let command: OutsideText?

        init(_ field: JSONField) throws(UnreadableReport) {
            reasonCode = try field.member("reason_code").text()
            text = try field.member("text").text()
            command = try field.text("command")
        }
    }

    struct Failure {
        let code, message: OutsideText

        init(_ field: JSONField) throws(UnreadableReport) {
            code = try field.member("code").text()
            message = try field.member("message").text()
        }
    }

    /// The controls that hold, and whether all do.
    var proof: (held: Int, isWhole: Bool) {
        let held = controls.count(where: \.isProven)
        return (held, held == controls.count && held > 0)
    }
}
