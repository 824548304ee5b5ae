internal import Audit
internal import Wire

/// A report as its JSON document tells it: what pages are rendered from, and nothing else.
///
/// Everything in it may have been written by someone else, so every string is from outside. Members
/// that it does not know are left aside, as the format demands.
struct ReportDocument: Sendable {
    let formatVersion: OutsideText
    let toolVersion: OutsideText
    let run: Run
    let verdict: Headline
    /// From 0 to 1; nil when nothing was applicable.
    let assurance: Double?
    let summary: Summary
    let tunnel: Tunnel?
    let capture: Capture
    let gaps: [Gap]
    let controls: [Control]
    let stages: [Stage]
    let lines: [Line]
    let checks: [Check]
    let findings: [Finding]
    let timeline: Timeline?
    let drill: Drill?
    let traffic: [Traffic]
    let parties: [Party]
    let exit: Exit?
    let comparison: Comparison?
    let limits: [Limit]
    let policy: Policy
    let failure: Failure?

    /// Reads the document that the bytes hold, masked as a level wants it.
    init(_ bytes: [UInt8], as redaction: Redaction = .share) throws(UnreadableReport) {
        let tree = try JSONReader.tree(of: bytes).masked(as: redaction)
        let field = JSONField(tree: tree, path: "")
        guard try field.member("format").text().raw == "watertight-report" else {
            throw UnreadableReport("is not a report of watertight", at: "format")
        }
        formatVersion = try field.member("format_version").text()
        guard formatVersion.raw == "1" || formatVersion.raw.hasPrefix("1.") else {
            throw UnreadableReport("is not a version that is read here", at: "format_version")
        }
        toolVersion = try field.member("tool").member("version").text()
        run = try Run(field.member("run"))
        verdict = try field.member("verdict").word()
        assurance = try field.number("assurance")
        summary = try Summary(field.member("summary"))
        tunnel = try field.optional("tunnel").map(Tunnel.init)
        capture = try Capture(field.member("capture"))
        gaps = try field.member("coverage").items("gaps", Gap.init)
        controls = try field.items("controls", Control.init)
        stages = try field.items("stages", Stage.init)
        lines = try field.member("lines").items(Line.init)
        checks = try field.member("checks").items(Check.init)
        findings = try field.member("findings").items(Finding.init)
        timeline = try field.optional("timeline").map(Timeline.init)
        drill = try field.optional("drill").map(Drill.init)
        traffic = try field.items("traffic", Traffic.init)
        parties = try field.items("parties", Party.init)
        exit = try field.optional("exit").map(Exit.init)
        comparison = try field.optional("comparison").map(Comparison.init)
        limits = try field.items("limits", Limit.init)
        policy = try Policy(field.member("policy"))
        failure = try field.optional("error").map(Failure.init)
    }

    struct Run {
        let id, startedAt, command: OutsideText
        let duration: Double
        let arguments: [OutsideText]
        let seed: OutsideText?
        let masking: Masking

        init(_ field: JSONField) throws(UnreadableReport) {
            id = try field.member("id").text()
            startedAt = try field.member("started_at").text()
            command = try field.member("command").text()
            duration = try field.member("duration_s").number()
            arguments = try field.texts("argv")
            seed = try field.text("seed")
            masking = try Masking(field)
        }
    }

    struct Summary {
        let headline: OutsideText
        let leakedPackets, leakedBytes: Int?
        /// From the first to the last leak, in seconds.
        let exposure: Double?

        init(_ field: JSONField) throws(UnreadableReport) {
            headline = try field.member("headline").text()
            leakedPackets = try field.count("leaked_packet_count")
            leakedBytes = try field.count("leaked_byte_count")
            exposure = try field.number("exposure_duration_s")
        }
    }

    struct Tunnel {
        let driver: OutsideText
        let interface: OutsideText?
        let hops: [Hop]

        init(_ field: JSONField) throws(UnreadableReport) {
            driver = try field.member("driver").text()
            interface = try field.text("interface")
            hops = try field.items("hops", Hop.init)
        }

        /// The nodes that follow each other: several ways into the first are one.
        var nodes: [Hop] {
            let entry = hops.firstIndex { $0.role.raw == "entry" }
            return hops.indices.filter { $0 == entry || hops[$0].role.raw != "entry" }
                .map { hops[$0] }
        }
    }

    struct Hop {
        let role: OutsideText
        let node, address: OutsideText?
        let port: Int?

        init(_ field: JSONField) throws(UnreadableReport) {
            role = try field.member("role").text()
            node = try field.text("node_id")
            address = try field.text("address")
            port = try field.count("port")
        }
    }

    struct Capture {
        let file, sha256: OutsideText?
        let received: Int
        let dropped: Int?
        let interfaces: [(name: OutsideText, role: OutsideText)]

        init(_ field: JSONField) throws(UnreadableReport) {
            file = try field.text("file")
            sha256 = try field.text("sha256")
            received = try field.member("received_packet_count").count()
            dropped = try field.count("dropped_packet_count")
            interfaces = try field.items("interfaces") { item throws(UnreadableReport) in
                (try item.member("name").text(), try item.member("role").text())
            }
        }
    }

    struct Policy {
        let failOn: OutsideText?
        let strict, allowLAN: Bool
        /// In seconds; 0 for none.
        let grace: Double
        let allowed: [(name: OutsideText, reason: OutsideText)]
        let accepted: [(check: OutsideText, reason: OutsideText)]

        init(_ field: JSONField) throws(UnreadableReport) {
            failOn = try field.text("fail_on")
            strict = try field.optional("strict")?.flag() ?? false
            allowLAN = try field.optional("allow_lan")?.flag() ?? false
            grace = try field.number("grace_s") ?? 0
            allowed = try field.items("allow") { item throws(UnreadableReport) in
                (try item.member("name").text(), try item.member("reason").text())
            }
            accepted = try field.items("accept") { item throws(UnreadableReport) in
                (try item.member("check").text(), try item.member("reason").text())
            }
        }
    }
}

extension Optional where Wrapped == JSONField {
    /// What the field holds, where there is one.
    func map<Value>(
        _ read: (JSONField) throws(UnreadableReport) -> Value
    ) throws(UnreadableReport) -> Value? {
        guard let self else { return nil }
        return try read(self)
    }
}
