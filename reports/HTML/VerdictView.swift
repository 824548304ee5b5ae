internal import Audit
internal import Wire

/// The first screen: what is wrong, who saw it, what to do, and every line.
struct VerdictView {
    let headlineKind: String
    let headlineWord: String
    let assurance: String
    let heading: String
    let lede: [Piece]
    let advice: Advice?
    let lines: [LineView]
    let more: MoreLines?
    let strip: [StripView]
    let controlTally: String
    let controls: [ControlView]

    /// A piece of a sentence.
    struct Piece {
        let piece: String
        let isStrong: Bool
    }

    /// What to do first.
    struct Advice {
        let adviceHeading: String
        let adviceText: String
        let adviceCommands: String?
    }

    /// A line of the result, and where the page tells more of it.
    struct LineView {
        let anchor: String
        let chip: Chip
        let lineTitle: String
        let lineFact: String
    }

    /// The lines that would not fit the first screen, folded.
    struct MoreLines {
        let moreHeading: String
        let moreLines: [LineView]
    }

    /// A fact about the run.
    struct StripView {
        let term: String
        let value: String
    }

    /// A control and what it came to.
    struct ControlView {
        let controlTitle: String
        let controlCount: String
        let chip: Chip
    }

    init(_ document: ReportDocument) {
        let chip = Chip(document.verdict)
        headlineKind = chip.kind
        headlineWord = Self.word(of: document)
        assurance = Self.assurance(of: document)
        heading = HTMLPhrase.sentence(document.summary.headline)
        lede = Self.lede(of: document)
        advice = Self.advice(of: document)
        let visible = Self.visible(of: document)
        lines = document.lines.indices.filter(visible.contains).map {
            LineView(document.lines[$0], in: document)
        }
        more = MoreLines(document, except: visible)
        strip = Self.strip(of: document)
        let proof = document.proof
        controlTally = "\(proof.held) of \(document.controls.count) controls held"
        controls = document.controls.map { control in
            ControlView(
                controlTitle: HTMLPhrase.sentence(control.title),
                controlCount: Self.count(of: control) ?? "–",
                chip: control.isProven ? Chip(.pass, "Proven") : Chip(.inc, "Not proven"))
        }
    }

    /// The headline's word, with what a stopped run adds.
    static func word(of document: ReportDocument) -> String {
        let isStopped = document.failure?.code.raw == Report.Failure.stopped
        return (isStopped ? "Stopped. " : "") + Chip(document.verdict).word
    }

    private static func assurance(of document: ReportDocument) -> String {
        let undecided = document.checks.count(where: \.isUndecided)
        guard let share = document.assurance else { return "No assurance: nothing was applicable" }
        // Rounded down, so that 100 % means that everything was decided.
        let percent = Int((min(max(share, 0), 1) * 10_000).rounded()) / 100
        let share100 = "Assurance \(percent)\u{202f}%"
        guard undecided > 0 else { return share100 }
        return share100 + ", " + Phrase.count(undecided, "check") + " not decided"
    }

    private static func count(of control: ReportDocument.Control) -> String? {
        guard let sent = control.sent, let seen = control.seen else { return nil }
        return "\(Phrase.number(seen)) of \(Phrase.number(sent))"
    }

    private static func strip(of document: ReportDocument) -> [StripView] {
        var strip: [StripView] = []
        if let tunnel = document.tunnel {
            strip.append(StripView(term: "Tunnel", value: name(of: tunnel)))
        }
        strip.append(StripView(term: "Test", value: test(of: document)))
        let lost = document.capture.dropped.map { Phrase.number($0) + " lost" } ?? "loss unknown"
        strip.append(
            StripView(
                term: "Capture",
                value: Phrase.count(document.capture.received, "packet") + ", " + lost))
        strip.append(StripView(term: "Could we have seen a leak?", value: proof(of: document)))
        return strip
    }

    private static func name(of tunnel: ReportDocument.Tunnel) -> String {
        var parts = [driver(of: tunnel)]
        if tunnel.nodes.count > 1 { parts.append("\(tunnel.nodes.count) hops") }
        if let interface = tunnel.interface { parts.append(interface.forPeople) }
        return parts.joined(separator: ", ")
    }

    private static func driver(of tunnel: ReportDocument.Tunnel) -> String {
        tunnel.driver.raw == "unknown"
            ? "Tunnel" : Phrase.driver(tunnel.driver.raw) ?? HTMLPhrase.capital(tunnel.driver)
    }

    private static func test(of document: ReportDocument) -> String {
        if let timeline = document.timeline, let event = timeline.event, let at = timeline.eventAt {
            return HTMLPhrase.capital(event) + " at " + HTMLPhrase.hundredths(at) + "\u{a0}s"
        }
        let names = ["analyze": "Recorded capture", "check": "Live check", "drill": "Drill"]
        let name = names[document.run.command.raw] ?? HTMLPhrase.capital(document.run.command)
        guard let first = document.stages.first, let last = document.stages.last,
            last.to > first.from
        else { return name }
        return name + ", " + Phrase.seconds(last.to - first.from)
    }

    /// The controls that speak for all, the plainest first.
    private static let speakers: [Report.ControlID] = [.tapHeartbeat, .path, .tunnelClass]

    /// Whether a leak would have been seen; one control speaks for all.
    private static func proof(of document: ReportDocument) -> String {
        if let broken = document.controls.first(where: { !$0.isProven }) {
            return "Not proven: “" + HTMLPhrase.sentence(broken.title) + "”"
        }
        let spoken = Self.speakers.lazy.compactMap { id in
            document.controls.first { $0.id.raw == id.rawValue }
        }
        guard let first = spoken.first ?? document.controls.first else {
            return "Not known: no control was run"
        }
        // Fewer seen than sent is no fault where the others had to take another way.
        let isWhole = first.sent == first.seen
        return "Yes: " + HTMLPhrase.lower(HTMLPhrase.sentence(first.title))
            + (isWhole ? count(of: first).map { ", " + $0 } ?? "" : "")
    }
}
