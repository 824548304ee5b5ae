internal import Wire

@testable internal import Audit

/// Made-up reports of drills.
extension Samples {
    /// The kill switch is open for 1.84 s after the client was killed.
    static let drill = drill(openFor: 1.84)

    /// A drill whose rules were read, in five runs of which one held.
    static let drillWithRules: Report? = Repeats(
        [1.84, 1.79, nil, 0.2, 1.91].map { drill(openFor: $0, rules: rules) })?.report

    /// A drill in which the tunnel is open for so long, in seconds, under so many faults; nil if it held.
    static func drill(
        openFor open: Double?, grace: Double = 0, faults: Int = 1, rules: Report.Rules? = nil
    ) -> Report {
        let length = open ?? 0
        let fault = Report.Fault(
            id: "client-sigkill", isEntryBlocked: false, isAfterRecovery: false, at: 7.32,
            happenedAt: "2026-11-22T14:39:41.440000000Z",
            undoneAt: "2026-11-22T14:39:46.520000000Z", until: 12.4,
            proof: OutsideText("wg0 is gone"), isProven: true, outage: nil, isTooShort: false,
            detection: 0.04, recovery: 0.21,
            window: open.map {
                Report.Window(
                    after: 0.04, length: $0, packetCount: 14, byteCount: 1_820,
                    destinationCount: 3)
            },
            leaks: open.map { [0.04, 0.04 + $0] } ?? [],
            cells: [
                Report.Cell(
                    kind: "new", carrier: "udp", sender: "root", version: 4,
                    heldBy: open == nil ? .firewall : nil, bins: []),
                Report.Cell(
                    kind: "new", carrier: "udp", sender: "root", version: 6, heldBy: .firewall,
                    bins: []),
            ])
        let silent = Report.Fault(
            id: "interface-down", isEntryBlocked: false, isAfterRecovery: false, at: 2,
            happenedAt: "2026-11-22T14:39:36.120000000Z",
            undoneAt: "2026-11-22T14:39:38.120000000Z", until: 4, proof: OutsideText("wg0 is down"),
            isProven: true, outage: 0.31, isTooShort: true, detection: nil, recovery: 0.01,
            window: nil, leaks: [],
            cells: [
                Report.Cell(
                    kind: "new", carrier: "udp", sender: "root", version: 4, heldBy: .tunnel,
                    bins: [])
            ])
        return Report(
            tool: tool, run: run, required: [], tunnel: nil,
            capture: Report.Capture(
                file: file, sha256: nil, linkType: 276, received: 18_402, dropped: 0,
                interfaces: []),
            coverage: Report.Coverage(gaps: []), controls: [],
            stages: [
                Report.Stage(name: .connected, from: 0, to: 7.3),
                Report.Stage(name: .faulted, from: 7.3, to: 12.4),
                Report.Stage(name: .recovered, from: 12.4, to: 14),
            ],
            checks: [
                check(
                    "killswitch.daemon-kill", "Client killed", .critical,
                    "14 packets to 3 destinations", .fail(findings: ["F1"], .certain))
            ],
            findings: [killed(openFor: length)],
            leaked: Report.Leaked(
                packetCount: 14, byteCount: 1_820, exposure: length,
                firstAt: "2026-11-22T14:39:41.480000Z", lastAt: "2026-11-22T14:39:43.320000Z"),
            timeline: timeline(openFor: length),
            drill: Report.Drill(
                rate: 20, rateReached: 20, longestGap: 0.053,
                faults: [silent] + Array(repeating: fault, count: faults), rules: rules),
            traffic: [], limits: [], performance: nil, policy: Report.Policy(grace: grace))
    }

    /// Rules that forget established flows, and hold new ones that left all the same.
    private static let rules = Report.Rules(
        flaws: [
            Report.Flaw(
                id: "established",
                text: OutsideText(
                    "let what belongs to a known connection out, and hold only new flows"),
                isMeasured: true),
            Report.Flaw(
                id: "mark", text: OutsideText("let any packet with the mark 0xca6c out"),
                isMeasured: false),
        ], areUnderstood: true,
        chains: [
            Report.RuleChain(
                name: OutsideText("inet killswitch output"), hook: "output", isDropping: true,
                letsOut: [
                    OutsideText("what belongs to a known connection"),
                    OutsideText("what has the mark 0xca6c"),
                ], isUnderstood: true),
            Report.RuleChain(
                name: OutsideText("inet killswitch forward"), hook: "forward", isDropping: true,
                letsOut: [], isUnderstood: true),
            Report.RuleChain(
                name: OutsideText("ip filter OUTPUT"), hook: "output", isDropping: false,
                letsOut: [OutsideText("every new flow")], isUnderstood: false),
        ],
        predictions: [
            prediction("new", 4, .held, 9, .disagrees), prediction("new", 6, .held, 0, .agrees),
            prediction("established", 4, .leaves, 5, .agrees),
            prediction("established", 6, .leaves, 0, .notSeen),
            prediction("preconnect", 4, .held, 2, .explained),
            prediction("dns", 4, .unknown, 0, .unknown),
        ])

    private static func prediction(
        _ kind: String, _ version: Int, _ expected: Report.Prediction.Fate, _ left: Int,
        _ agreement: Report.Prediction.Agreement
    ) -> Report.Prediction {
        Report.Prediction(
            kind: kind, version: version, sender: "root", expected: expected, leftCount: left,
            agreement: agreement)
    }

    /// Four marks a second: carried, then let out, then held, then carried again.
    private static func timeline(openFor length: Double) -> Report.Timeline {
        let marks = stride(from: 4.0, to: 14.0, by: 0.1).map { time -> Report.Mark in
            let isOpen = time >= 7.32 && time < 7.36 + length
            let isHeld = time >= 7.32 && time < 12.4
            return Report.Mark(at: time, state: isOpen ? .leaked : isHeld ? .held : .inside)
        }
        return Report.Timeline(
            from: 4, to: 14, lanes: [Report.Lane(id: "new", title: "New flows", marks: marks)],
            event: (OutsideText("client-sigkill"), 7.32))
    }

    private static func killed(openFor length: Double) -> Report.Finding {
        let milliseconds = Int((length * 1000).rounded()) + 480
        return Report.Finding(
            id: "F1", checkID: "killswitch.daemon-kill", severity: .critical, confidence: .certain,
            title: "14 packets left after the client was killed", what: "Nothing blocked.",
            seenBy: ["lan", "isp", "destination"], stage: .faulted,
            packets: Report.Packets(
                count: 14, byteCount: 1_820, firstSeenAt: "2026-11-22T14:39:41.480000Z",
                lastSeenAt: "2026-11-22T14:39:4\(1 + milliseconds / 1000)."
                    + String(String(milliseconds % 1000 + 1000).dropFirst()) + "000Z",
                file: file, firstFrame: 4_812, lastFrame: 4_870, exemplars: [4_812, 4_870],
                destinationCount: 1,
                destinations: [
                    Report.Destination(
                        address: "203.0.113.80", port: 4000, transport: "udp", packetCount: 14)
                ]),
            fix: Report.Fix(summary: "Keep the block rules.", commands: []),
            fingerprint: "sha256:" + String(repeating: "0", count: 64),
            evidence: [
                Report.Evidence(
                    file: file, frame: 4_812, timeOffset: 7.36, interface: OutsideText("eth0"),
                    source: nil, destination: nil, note: nil)
            ])
    }
}
