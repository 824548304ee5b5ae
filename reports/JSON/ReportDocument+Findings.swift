internal import Audit
internal import Wire

extension ReportDocument {
    struct Finding {
        let id, checkID, title, what: OutsideText
        let severity: Severity
        let confidence: Confidence
        let seenBy: [OutsideText]
        let stage: Report.StageName?
        let packets, bytes, names: Int?
        let firstSeenAt, lastSeenAt, file: OutsideText?
        let firstFrame, lastFrame: Int?
        let destinationCount: Int?
        let destinations: [Destination]
        /// Nil where nobody watched.
        let processes: [Process]?
        let exposures: [Double]
        let runs: Int?
        let fix: Fix
        let evidence: [Evidence]

        init(_ field: JSONField) throws(UnreadableReport) {
            id = try field.member("id").text()
            checkID = try field.member("check_id").text()
            title = try field.member("title").text()
            what = try field.member("what").text()
            severity = try field.member("severity").word()
            confidence = try field.member("confidence").word()
            seenBy = try field.texts("seen_by")
            stage = try field.optional("stage").map { field throws(UnreadableReport) in
                try field.word()
            }
            packets = try field.count("packet_count")
            bytes = try field.count("byte_count")
            names = try field.count("name_count")
            firstSeenAt = try field.text("first_seen_at")
            lastSeenAt = try field.text("last_seen_at")
            file = try field.text("file")
            firstFrame = try field.count("first_frame_number")
            lastFrame = try field.count("last_frame_number")
            destinationCount = try field.count("destination_count")
            destinations = try field.items("destinations", Destination.init)
            processes = try field.optional("processes").map { field throws(UnreadableReport) in
                try field.items(Process.init)
            }
            runs = try field.count("repeats_run_count")
            exposures = try field.items("repeats_exposure_s") { item throws(UnreadableReport) in
                try item.number()
            }
            fix = try Fix(field.member("fix"))
            evidence = try field.items("evidence", Evidence.init)
        }

        /// Whether it is worth a word and no leak.
        var isNotice: Bool { !severity.isLeak }
    }

    struct Destination {
        let address, transport: OutsideText
        let port: Int?
        let packets: Int

        init(_ field: JSONField) throws(UnreadableReport) {
            address = try field.member("address").text()
            transport = try field.member("protocol").text()
            port = try field.count("port")
            packets = try field.member("packet_count").count()
        }
    }

    struct Process {
        let name, controlGroup, forwardedFrom: OutsideText?
        let pid: Int?
        let packets: Int
        let attribution: Report.Process.Attribution
        let role: Report.Process.Role?

        init(_ field: JSONField) throws(UnreadableReport) {
            name = try field.text("name")
            controlGroup = try field.text("cgroup")
            forwardedFrom = try field.text("forwarded_from")
            pid = try field.count("pid")
            packets = try field.member("packet_count").count()
            attribution = try field.member("attribution").word()
            role = try field.optional("role").map { field throws(UnreadableReport) in
                try field.word()
            }
        }
    }

    struct Fix: Equatable {
        let summary: OutsideText
        let commands: [OutsideText]
        let proof: OutsideText?

        init(_ field: JSONField) throws(UnreadableReport) {
            summary = try field.member("summary").text()
            commands = try field.texts("commands")
            proof = try field.text("verify_command")
        }

        /// The commands, that which proves the fix last.
        var steps: [OutsideText] { commands + (proof.map { [$0] } ?? []) }
    }

    struct Evidence {
        let kind: OutsideText
        let file, interface, source, destination, note: OutsideText?
        let frame: Int?
        let timeOffset: Double?
        let isAlsoCounted: Bool

        init(_ field: JSONField) throws(UnreadableReport) {
            kind = try field.member("kind").text()
            file = try field.text("file")
            interface = try field.text("interface")
            source = try field.text("src")
            destination = try field.text("dst")
            note = try field.text("note")
            frame = try field.count("frame_number")
            timeOffset = try field.number("time_offset_s")
            isAlsoCounted = try field.optional("also_counted")?.flag() ?? false
        }
    }

    struct Traffic {
        let title: OutsideText
        let result: Report.Traffic.Result
        let stage: Report.StageName?
        let packets: Int
        let sent, seen: Int?
        let firstFrame, lastFrame: Int?
        let rule: OutsideText?

        init(_ field: JSONField) throws(UnreadableReport) {
            title = try field.member("title").text()
            result = try field.member("result").word()
            stage = try field.optional("stage").map { field throws(UnreadableReport) in
                try field.word()
            }
            packets = try field.member("outside_packet_count").count()
            sent = try field.count("control_sent_count")
            seen = try field.count("control_seen_count")
            firstFrame = try field.count("first_frame_number")
            lastFrame = try field.count("last_frame_number")
            rule = try field.text("rule")
        }
    }

    /// The findings that are leaks.
    var leaks: [Finding] { findings.filter { !$0.isNotice } }

    /// The severest finding, the first of equals.
    var worstFinding: Finding? {
        let worst = findings.map(\.severity).max()
        return findings.first { $0.severity == worst }
    }
}
