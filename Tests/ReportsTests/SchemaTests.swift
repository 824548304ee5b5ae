internal import Audit
internal import Foundation
internal import Reports
internal import Testing

/// The schema accepts what the code writes, and refuses what a report must not say.
@Suite struct SchemaTests {
    private typealias Object = [String: Any]

    @Test(.enabled(if: Schema.canValidate, "python3 has no jsonschema module"))
    func whatTheCodeWritesIsAccepted() throws {
        let reports = [
            Samples.clean, Samples.leak, Samples.notProven, Samples.error, ProcessTests.everyKind,
            Samples.drill,
            try #require(Samples.drillWithRules),
            try #require(Repeats([Samples.drill, Samples.drill(openFor: 1, grace: 2)])).report,
        ]
        var documents = try reports.map { try JSONReport.text(of: $0) }
        for name in ["report", "analyze-leak"] {
            let sample = repository.appending(path: "reports/samples/\(name).json")
            documents.append(try String(contentsOf: sample, encoding: .utf8))
        }
        #expect(try Schema.accepts(documents) == documents.map { _ in true })
    }

    @Test(.enabled(if: Schema.canValidate, "python3 has no jsonschema module"))
    func whatAReportMustNotSayIsRefused() throws {
        let changes = Self.changes
        let documents = try changes.map { change in
            let file = repository.appending(path: "reports/samples/\(change.sample).json")
            let parsed = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
            var report = try #require(parsed as? Object)
            change.apply(&report)
            let text = try JSONSerialization.data(withJSONObject: report)
            return String(decoding: text, as: UTF8.self)
        }
        let verdicts = try Schema.accepts(documents)
        for (change, isAccepted) in zip(changes, verdicts) {
            #expect(!isAccepted, "accepted: \(change.name)")
        }
    }

    private struct Change {
        let name: String
        let sample: String
        let apply: (inout Object) -> Void
    }

    private static func change(
        _ name: String, sample: String = "analyze-leak", _ apply: @escaping (inout Object) -> Void
    ) -> Change {
        Change(name: name, sample: sample, apply: apply)
    }

    /// Changes the first entry of a list for which `condition` holds.
    private static func edit(
        _ key: String, where condition: @escaping (Object) -> Bool = { _ in true },
        _ change: @escaping (inout Object) -> Void
    ) -> (inout Object) -> Void {
        { report in
            guard var list = report[key] as? [Object], let index = list.firstIndex(where: condition)
            else { return }
            change(&list[index])
            report[key] = list
        }
    }

    private static func check(
        _ verdict: String, _ change: @escaping (inout Object) -> Void
    ) -> (inout Object) -> Void {
        edit("checks", where: { $0["verdict"] as? String == verdict }, change)
    }

    private static func part(
        _ key: String, _ change: @escaping (inout Object) -> Void
    ) -> (inout Object) -> Void {
        { report in
            var part = report[key] as? Object ?? [:]
            change(&part)
            report[key] = part
        }
    }

    private static var changes: [Change] {
        [
            change("a pass without control_id", check("pass") { $0["control_id"] = nil }),
            change(
                "a pass whose control_id is no control",
                check("pass") { $0["control_id"] = "control.x" }),
            change("a fail without confidence", check("fail") { $0["confidence"] = nil }),
            change("a fail without finding ids", check("fail") { $0["finding_ids"] = nil }),
            change("a fail with no finding id", check("fail") { $0["finding_ids"] = [String]() }),
            change("a pass with confidence", check("pass") { $0["confidence"] = "certain" }),
            change(
                "an inconclusive without reason", check("inconclusive") { $0["reason_code"] = nil }),
            change(
                "a notApplicable without reason", check("notApplicable") { $0["reason_code"] = nil }
            ),
            change(
                "an error without reason",
                check("inconclusive") {
                    $0["verdict"] = "error"
                    $0["reason_code"] = nil
                }),
            change("an empty reason", check("inconclusive") { $0["reason_code"] = "" }),
            change("a check id that is not area.slug", check("pass") { $0["id"] = "leak" }),
            change("a check id in capitals", check("pass") { $0["id"] = "dns.Underlay" }),
            change(
                "a possible finding above low", edit("findings") { $0["confidence"] = "possible" }),
            change("a finding without evidence", edit("findings") { $0["evidence"] = [String]() }),
            change(
                "packet evidence without frame number",
                edit("findings") { finding in
                    edit("evidence") { $0["frame_number"] = nil }(&finding)
                }),
            change("packets without bytes", edit("findings") { $0["byte_count"] = nil }),
            change("packets without times", edit("findings") { $0["first_seen_at"] = nil }),
            change("packets without frames", edit("findings") { $0["exemplar_frames"] = nil }),
            change("packets without destinations", edit("findings") { $0["destinations"] = nil }),
            change(
                "a time with 5 digits",
                edit("findings") { $0["last_seen_at"] = "2026-11-22T14:39:41.48500Z" }),
            change(
                "a time of traffic with 5 digits",
                edit("traffic") {
                    $0["first_seen_at"] = "2026-11-22T14:39:41.48500Z"
                }),
            change(
                "a process that is known in an unknown way", sample: "report",
                edit("findings", where: { $0["processes"] != nil }) { finding in
                    edit("processes") { $0["attribution"] = "ptrace" }(&finding)
                }),
            change("an unknown stage", edit("stages") { $0["name"] = "before" }),
            change("traffic of an unknown stage", edit("traffic") { $0["stage"] = "before" }),
            change("no assurance", { $0["assurance"] = nil }),
            change("an assurance above one", { $0["assurance"] = 1.5 }),
            change("no coverage", { $0["coverage"] = nil }),
            change("headline error without error", sample: "analyze-leak") {
                $0["verdict"] = "error"
                $0["checks"] = [Object]()
            },
            change("headline error with a decided check") {
                $0["verdict"] = "error"
                $0["error"] = ["code": "x", "message": "x"]
            },
            change("headline pass with a medium finding") { $0["verdict"] = "pass" },
            change("headline pass without a passing check") {
                $0["verdict"] = "pass"
                $0["findings"] = [Object]()
                $0["checks"] = [Object]()
            },
            change("headline fail without a failing check") { $0["checks"] = [Object]() },
            change("null for a count", part("capture") { $0["received_packet_count"] = NSNull() }),
            change("null for an interface", part("tunnel") { $0["interface"] = NSNull() }),
            change("no word on lost packets", part("capture") { $0["dropped_packet_count"] = nil }),
            change(
                "a fail without confidence, live", sample: "report",
                check("fail") { $0["confidence"] = nil }),
        ]
    }
}

/// Validation by Python's jsonschema, where it is installed.
private enum Schema {
    static let canValidate = (try? python("import jsonschema", input: Data())) != nil

    /// Whether the schema accepts each document.
    static func accepts(_ documents: [String]) throws -> [Bool] {
        let schema = repository.appending(path: "reports/schema/report.schema.json")
        let script = """
            import json, jsonschema, sys
            schema = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(schema)
            validator = jsonschema.Draft202012Validator(schema)
            documents = json.load(sys.stdin)
            print(json.dumps([validator.is_valid(json.loads(text)) for text in documents]))
            """
        let output = try python(script, schema.path, input: JSONEncoder().encode(documents))
        return try JSONDecoder().decode([Bool].self, from: output)
    }

    private struct Failed: Error { let status: Int32 }

    private static func python(_ script: String, _ arguments: String..., input: Data) throws -> Data
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (given, answer) = (folder.appending(path: "in"), folder.appending(path: "out"))
        try input.write(to: given)
        try Data().write(to: answer)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script] + arguments
        process.standardInput = try FileHandle(forReadingFrom: given)
        process.standardOutput = try FileHandle(forWritingTo: answer)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(status: process.terminationStatus)
        }
        return try Data(contentsOf: answer)
    }
}
