internal import Audit
internal import Wire

/// Made-up reports of `analyze`, in documentation addresses.
enum Samples {
    static let file = OutsideText("home.pcapng")

    static let clean = report(
        checks: [
            check(
                "dns.underlay-53", "DNS", .critical, "0 of 41 lookups left outside",
                .pass(.tunnelClass)),
            check(
                "leak.ipv6-native", "IPv6", .critical, "no IPv6 on this network",
                .notApplicable("no_ipv6")),
            check(
                "leak.ipv4-direct", "Other traffic", .critical,
                "0 packets left while the tunnel was up",
                .pass(.tunnelClass)),
            check(
                "leak.ntp", "Other traffic", .medium, "0 clock packets left outside",
                .pass(.tunnelClass)),
        ],
        traffic: [outer, dhcp])

    static let leak = report(
        checks: [
            check(
                "leak.ipv6-native", "IPv6", .critical, "0 packets left outside", .pass(.tunnelClass)
            ),
            check(
                "dns.underlay-53", "DNS", .critical, "6 lookups to 192.168.1.1, 3 names",
                .fail(findings: ["F1"], .certain)),
            check(
                "leak.ipv4-direct", "Other traffic", .critical, "7 packets to 12 destinations",
                .fail(findings: ["F2"], .probable)),
            check(
                "leak.ntp", "Other traffic", .medium, "0 clock packets left outside",
                .pass(.tunnelClass)),
            check(
                "leak.dhcp-identity", "Names told to the network", .low,
                "1 host name in 2 requests",
                .fail(findings: ["F3"], .certain)),
            check(
                "dns.encrypted-bypass", "Browser DNS", .high, "no such lookup inside the tunnel",
                .inconclusive("control.tunnel_class")),
            check(
                "leak.udp-bypass", "Other traffic", .high, "the tunnel is not TCP only",
                .notApplicable("not_tcp_only")),
        ],
        findings: [dnsFinding, directFinding, dhcpFinding],
        leaked: Report.Leaked(
            packetCount: 13, byteCount: 1_306, exposure: 1.47,
            firstAt: "2026-11-22T14:39:41.485000Z", lastAt: "2026-11-22T14:39:42.955000Z"),
        traffic: [
            traffic(
                "dns-udp", "DNS", .notApplicable, .baseline,
                outside(12, 1_044, frames: 3...88, "39:12.104000", "39:22.301000"),
                "before the tunnel was up"),
            traffic(
                "tcp", "TCP", .notApplicable, .baseline,
                outside(4_120, 3_801_444, frames: 9...4_201, "39:12.114020", "39:24.480117"),
                "before the tunnel was up"),
            traffic(
                "dns-udp", "DNS", .fail, .connected,
                outside(6, 514, frames: 4_812...4_866, "39:41.485000", "39:42.695000"), nil),
            traffic("ipv6", "IPv6", .pass, .connected, nil, nil),
            outer, dhcp,
        ])

    static let notProven = report(
        checks: [
            check(
                "dns.underlay-53", "DNS", .critical, "no lookup inside the tunnel",
                .inconclusive("control.tunnel_class")),
            check(
                "leak.ipv6-native", "IPv6", .critical, "no IPv6 inside the tunnel",
                .inconclusive("control.tunnel_class")),
            check(
                "leak.ipv4-direct", "Other traffic", .critical, "0 packets left outside",
                .pass(.tunnelClass)),
            check(
                "leak.ntp", "Other traffic", .medium, "its part of the file is unreadable",
                .error("capture.undecoded")),
        ],
        gaps: [
            Report.Gap(
                code: "capture.truncated",
                text: OutsideText("home.pcapng is cut short after frame 18211."),
                from: 79.204, interface: OutsideText("eth0"))
        ],
        isProven: false, dropped: nil, traffic: [outer])

    static let error = Report(
        tool: tool, run: run, required: Headline.requiredByAnalyze, tunnel: nil,
        capture: Report.Capture(
            file: file, sha256: nil, linkType: nil, received: 0, dropped: nil, interfaces: []),
        coverage: Report.Coverage(gaps: []), controls: [], stages: [], checks: [], findings: [],
        leaked: nil, traffic: [], limits: [], performance: nil, policy: Report.Policy(),
        error: Report.Failure(
            code: "capture.not_a_capture",
            message: OutsideText("home.pcapng is neither pcap nor pcapng")))

    static let tool = Report.Tool(version: "0.1.0", buildCommit: "0000000")

    static let run = Report.Run(
        id: "7f3a0c2e", startedAt: "2026-11-22T14:41:00.000000Z", duration: 0, command: "analyze",
        arguments: ["watertight", "analyze", "home.pcapng", "--outer", "203.0.113.10:51820,udp"].map
        {
            OutsideText($0)
        })

    static func report(
        checks: [Report.Check], findings: [Report.Finding] = [], gaps: [Report.Gap] = [],
        leaked: Report.Leaked? = nil, isProven: Bool = true, dropped: Int? = 0,
        traffic: [Report.Traffic] = [], policy: Report.Policy = Report.Policy(),
        error: Report.Failure? = nil, exitCode: Int? = nil
    ) -> Report {
        Report(
            tool: tool, run: run, required: Headline.requiredByAnalyze,
            tunnel: Report.Tunnel(
                driver: "unknown", interface: OutsideText("wg0"),
                hops: [Report.Hop(role: "entry", address: "203.0.113.10", port: 51_820)]),
            capture: Report.Capture(
                file: file, sha256: String(repeating: "30d86f5e", count: 8), linkType: 276,
                received: 18_402, dropped: dropped,
                interfaces: [
                    Report.Interface(name: OutsideText("eth0"), role: .underlay),
                    Report.Interface(name: OutsideText("wg0"), role: .tunnel),
                ]),
            coverage: Report.Coverage(gaps: gaps),
            controls: [
                Report.Control(
                    id: .tunnelClass, title: "Traffic of each kind was seen inside the tunnel",
                    isProven: isProven),
                Report.Control(
                    id: .outerAlive, title: "The outer flow was seen both ways", isProven: true),
                Report.Control(id: .drops, title: "No frame was lost", isProven: isProven),
                Report.Control(
                    id: .detector, title: "A made-up leak was found by the same code",
                    isProven: true, counted: (sent: 1, seen: 1)),
            ],
            stages: [
                Report.Stage(name: .baseline, from: 0, to: 12.5),
                Report.Stage(name: .connected, from: 12.5, to: 94.204001),
            ],
            checks: checks, findings: findings, leaked: leaked, traffic: traffic,
            limits: [
                Report.Limit(
                    reasonCode: "scope.other_machines",
                    text: OutsideText("Other machines on your network were not watched.")),
                Report.Limit(
                    reasonCode: "scope.killswitch",
                    text: OutsideText("What happens when the tunnel drops was not tested."),
                    command: OutsideText("sudo watertight drill")),
            ],
            performance: nil, policy: policy, error: error, exitCode: exitCode)
    }

    static func check(
        _ id: CheckID, _ title: String, _ severity: Severity, _ fact: String,
        _ outcome: Report.Outcome
    ) -> Report.Check {
        Report.Check(
            id: id, title: title, severity: severity, fact: OutsideText(fact), outcome: outcome)
    }

    static func outside(
        _ packets: Int, _ bytes: Int, frames: ClosedRange<Int>, _ first: String, _ last: String
    ) -> Report.Span {
        Report.Span(
            packetCount: packets, byteCount: bytes, firstFrame: frames.lowerBound,
            lastFrame: frames.upperBound, firstSeenAt: "2026-11-22T14:\(first)Z",
            lastSeenAt: "2026-11-22T14:\(last)Z")
    }

    static func traffic(
        _ id: String, _ title: String, _ result: Report.Traffic.Result, _ stage: Report.StageName?,
        _ outside: Report.Span?, _ rule: String?
    ) -> Report.Traffic {
        Report.Traffic(
            id: id, title: title, result: result, stage: stage, outside: outside,
            insideCount: result == .pass ? 48 : nil, rule: rule.map { OutsideText($0) })
    }

    static let outer = traffic(
        "outer", "Tunnel", .expected, .connected,
        outside(13_980, 14_812_348, frames: 4_210...18_402, "39:24.504000", "40:46.208001"),
        "outer flow of the tunnel")
    static let dhcp = traffic(
        "dhcp", "DHCP", .expected, .connected,
        outside(1, 342, frames: 5_077...5_077, "39:50.012003", "39:50.012003"),
        "stays on your network")

    static func finding(
        _ id: String, _ check: CheckID, _ severity: Severity, _ confidence: Confidence = .certain,
        title: String = "A packet left outside", note: OutsideText? = nil
    ) -> Report.Finding {
        Report.Finding(
            id: id, checkID: check, severity: severity, confidence: confidence, title: title,
            what: "It took the normal route.", seenBy: ["lan"], stage: .connected,
            packets: Report.Packets(
                count: 1, byteCount: 60, firstSeenAt: "2026-11-22T14:39:41.485000Z",
                lastSeenAt: "2026-11-22T14:39:41.485000Z", file: file, firstFrame: 7, lastFrame: 7,
                exemplars: [7], destinationCount: 1,
                destinations: [
                    Report.Destination(
                        address: "198.51.100.10", port: nil, transport: "icmp", packetCount: 1)
                ]),
            fix: Report.Fix(summary: "Block it.", commands: []),
            fingerprint: "sha256:" + String(repeating: "0", count: 64),
            evidence: [
                Report.Evidence(
                    file: file, frame: 7, timeOffset: 0.5, interface: OutsideText("eth0"),
                    source: nil, destination: nil, note: note)
            ])
    }

    private static let firewall = Report.Fix(
        summary: "Keep block rules outside the client, so that they stay when it stops.",
        commands: [
            "sudo nft add rule inet filter output oifname != \"wg0\" ip daddr != 203.0.113.10 counter drop"
        ])

    private static let dnsFinding = Report.Finding(
        id: "F1", checkID: "dns.underlay-53", severity: .critical, confidence: .certain,
        title: "6 lookups left outside the tunnel",
        what: "A resolver learned from the local network was still asked, so whoever runs it, and "
            + "everyone on the path, could read the names.",
        seenBy: ["lan", "isp", "isp_resolver"], stage: .connected,
        packets: Report.Packets(
            count: 6, byteCount: 514, firstSeenAt: "2026-11-22T14:39:41.485000Z",
            lastSeenAt: "2026-11-22T14:39:42.695000Z", file: file, firstFrame: 4_812,
            lastFrame: 4_866, exemplars: [4_812, 4_814, 4_829, 4_833, 4_859, 4_866],
            destinationCount: 1,
            destinations: [
                Report.Destination(
                    address: "192.168.1.1", port: 53, transport: "udp", packetCount: 6)
            ], nameCount: 3),
        fix: firewall, fingerprint: "sha256:" + String(repeating: "2d1f", count: 16),
        evidence: [
            packet(4_812, 29.481, "192.168.1.20:40112", "192.168.1.1:53", "A? mail.example.org"),
            packet(
                4_814, 29.490001, "192.168.1.20:40112", "192.168.1.1:53", "AAAA? mail.example.org"),
            packet(4_829, 30.051, "192.168.1.20:51730", "192.168.1.1:53", "A? sync.example.net"),
            packet(4_833, 30.06, "192.168.1.20:51730", "192.168.1.1:53", "AAAA? sync.example.net"),
        ])

    private static let directFinding = Report.Finding(
        id: "F2", checkID: "leak.ipv4-direct", severity: .critical, confidence: .probable,
        title: "7 packets left outside the tunnel",
        what: "They took the normal route, so their destinations saw the real address.",
        seenBy: ["lan", "isp", "destination"], stage: .connected,
        packets: Report.Packets(
            count: 7, byteCount: 792, firstSeenAt: "2026-11-22T14:39:41.602113447Z",
            lastSeenAt: "2026-11-22T14:39:42.955000001Z", file: file, firstFrame: 4_815,
            lastFrame: 4_870, exemplars: [4_815, 4_841, 4_870], destinationCount: 12,
            destinations: [
                Report.Destination(
                    address: "198.51.100.10", port: 40_007, transport: "udp", packetCount: 4),
                Report.Destination(
                    address: "2001:db8:1234:5678:9abc:def0:1234:5678", port: 443, transport: "tcp",
                    packetCount: 2),
                Report.Destination(
                    address: "192.0.2.140", port: nil, transport: "icmp", packetCount: 1),
            ]),
        fix: firewall, fingerprint: "sha256:" + String(repeating: "71c0", count: 16),
        evidence: [
            packet(4_815, 29.598114, "192.168.1.20:40112", "198.51.100.10:40007", nil),
            Report.Evidence(
                file: file, frame: 4_812, timeOffset: 29.481, interface: OutsideText("eth0"),
                source: nil, destination: nil, note: nil, isAlsoCounted: true),
        ])

    private static let dhcpFinding = Report.Finding(
        id: "F3", checkID: "leak.dhcp-identity", severity: .low, confidence: .certain,
        title: "2 requests told the host name to the network",
        what: "Everyone on the local network can tell this machine by its name.",
        seenBy: ["lan"], stage: .connected,
        packets: Report.Packets(
            count: 2, byteCount: 684, firstSeenAt: "2026-11-22T14:40:01.000112Z",
            lastSeenAt: "2026-11-22T14:40:05.000391Z", file: file, firstFrame: 5_301,
            lastFrame: 5_544, exemplars: [5_301, 5_544], destinationCount: 1,
            destinations: [
                Report.Destination(
                    address: "255.255.255.255", port: 67, transport: "udp", packetCount: 2)
            ], nameCount: 1),
        fix: Report.Fix(
            summary: "Stop sending the host name.",
            commands: ["nmcli connection modify NAME ipv4.dhcp-send-hostname no"]),
        fingerprint: "sha256:" + String(repeating: "90aa", count: 16),
        evidence: [packet(5_301, 48.996112, "0.0.0.0:68", "255.255.255.255:67", "host name laptop")]
    )

    private static func packet(
        _ frame: Int, _ at: Double, _ source: String, _ destination: String, _ note: String?
    ) -> Report.Evidence {
        Report.Evidence(
            file: file, frame: frame, timeOffset: at, interface: OutsideText("eth0"),
            source: source, destination: destination, note: note.map { OutsideText($0) })
    }
}

extension String {
    /// The string as one from outside.
    var outside: OutsideText { OutsideText(self) }
}
