internal import Evidence
internal import Gather
internal import Glibc
internal import Reports
internal import Wire

/// Says what happens in a watch, as text for people or as lines of JSON.
///
/// What the child says, and what it read from packets, is text from outside.
struct WatchVoice {
    let format: Analyze.Format
    private let text = WatchText(style: Output.style(of: STDOUT_FILENO))

    init(_ format: Analyze.Format) { self.format = format }

    /// The watch begins; people read it beside the result.
    func begin(_ scene: Discovery.Scene) throws(Refusal) -> Bool {
        let names = { (list: [String]) in list.map { OutsideText($0).forTerminal } }
        let (tunnels, uplinks) = (
            names(scene.tunnels.map(\.name)), names(scene.uplinks.map(\.name))
        )
        let outer = scene.outer.map(\.description)
        guard format == .text else {
            return Output.say(
                try Begun(at: WatchVoice.now, tunnels: tunnels, uplinks: uplinks, outer: outer)
                    .jsonLine())
        }
        Output.note(
            "Watching for what leaves outside \(tunnels.joined(separator: ", ")) to "
                + "\(outer.joined(separator: ", ")). Nothing is sent but our heartbeat, and "
                + "nothing is changed. Ctrl-C ends it.\n")
        return true
    }

    /// Something left outside the tunnel; false if nobody listens any more.
    func stray(_ line: StrayLine) throws(Refusal) -> Bool {
        guard format == .text else { return Output.say(try Leaked(line).jsonLine()) }
        let port = line.port.map { ":\($0)" } ?? ""
        let to =
            line.destination.contains(":") && line.port != nil
            ? "[\(line.destination)]" : line.destination
        let way = "\(line.source) to \(to)\(port) \(line.transport) on \(line.interface)"
        let note = line.note.map { ", \($0)" } ?? ""
        return Output.say(
            text.line(
                line.checkID == nil ? .blind : line.isLeak ? .leak : .notice,
                [
                    OutsideText(line.at), OutsideText(line.checkID ?? "no check claims this"),
                    OutsideText(way + note),
                ]))
    }

    /// What can be seen has changed; false if nobody listens any more.
    func outlook(_ change: Outlook.Change) throws(Refusal) -> Bool {
        switch (change, format) {
        case (.blind(let code, let sentence), .text):
            Output.say(
                text.line(
                    .blind,
                    [OutsideText(WatchVoice.now), OutsideText(sentence), OutsideText(code)]))
        case (.blind(let code, let sentence), .json):
            Output.say(
                try Outlooked(
                    event: "blind", at: WatchVoice.now, text: WatchVoice.plain(sentence),
                    code: code
                ).jsonLine())
        case (.seeing(let sentence), .text):
            Output.say(
                text.line(.seeing, [OutsideText(WatchVoice.now), OutsideText(sentence)]))
        case (.seeing(let sentence), .json):
            Output.say(
                try Outlooked(
                    event: "seeing", at: WatchVoice.now, text: WatchVoice.plain(sentence),
                    code: nil
                ).jsonLine())
        }
    }

    /// The watch has ended.
    func end(_ ending: WatchEnding) throws(Refusal) {
        switch format {
        case .text:
            Output.say(text.end(ending.headline, ending.sentences.map { OutsideText($0) }))
        case .json: Output.say(try Finished(at: WatchVoice.now, ending).jsonLine())
        }
    }

    fileprivate static func plain(_ text: String) -> String { OutsideText(text).forPeople }

    private static var now: String { Timestamp(nanoseconds: Session.now).rfc3339() }
}

private struct Begun: Encodable {
    var event = "run_started"
    var at: String
    var tunnels: [String]
    var uplinks: [String]
    var outer: [String]
}

private struct Outlooked: Encodable {
    var event: String
    var at: String
    var text: String
    var code: String?

    enum CodingKeys: String, CodingKey {
        case event, at, text
        case code = "reason_code"
    }
}

/// A stray as the user gets it, with its texts made plain.
private struct Leaked: Encodable {
    let line: StrayLine

    init(_ line: StrayLine) {
        var line = line
        line.interface = WatchVoice.plain(line.interface)
        line.note = line.note.map(WatchVoice.plain)
        line.checkID = line.checkID.map(WatchVoice.plain)
        line.severity = line.severity.map(WatchVoice.plain)
        line.source = WatchVoice.plain(line.source)
        line.destination = WatchVoice.plain(line.destination)
        line.transport = WatchVoice.plain(line.transport)
        line.at = WatchVoice.plain(line.at)
        self.line = line
    }

    enum CodingKeys: CodingKey { case event }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("packet_leaked", forKey: .event)
        try line.encode(to: encoder)
    }
}

private struct Finished: Encodable {
    var event = "run_finished"
    var at: String
    var exitCode: Int32
    var duration: UInt64
    var wasBlind: Bool
    var wasStopped: Bool
    var error: String?
    var frames: UInt64?
    var findings: [FindingLine]?

    init(at: String, _ ending: WatchEnding) {
        self.at = at
        exitCode = ending.exitCode
        duration = ending.seconds
        wasBlind = ending.wasBlind
        wasStopped = ending.signal != nil
        error = ending.fault.map { WatchVoice.plain($0) }
        frames = ending.count?.frames
        findings = ending.count?.findings.map { finding in
            var finding = finding
            finding.checkID = WatchVoice.plain(finding.checkID)
            finding.severity = WatchVoice.plain(finding.severity)
            return finding
        }
    }

    enum CodingKeys: String, CodingKey {
        case event, at, error, findings
        case exitCode = "exit_code"
        case duration = "duration_s"
        case wasBlind = "was_blind"
        case wasStopped = "was_stopped"
        case frames = "frame_count"
    }
}
