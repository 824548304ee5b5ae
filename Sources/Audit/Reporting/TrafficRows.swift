internal import Evidence
internal import Wire

/// What travelled outside, by kind and stage: each frame once.
struct TrafficRows {
    let scene: Case

    private var recording: Recording { scene.recording }

    /// The rows, stage by stage.
    var rows: [Report.Traffic] {
        recording.subject.reachedStages.flatMap { stage in
            strays(stage) + outerFlows(stage) + tolerated(stage) + entries(stage)
        }
    }

    /// Frames that some check claims: leaks in a judged stage, else only told.
    private func strays(_ stage: Int) -> [Report.Traffic] {
        var tallies: [CheckID: Tally] = [:]
        for stratum in recording.violations(in: [stage]) {
            let cause = scene.causes[stratum.index] ?? "unclaimed"
            tallies[cause, default: Tally()].add(stratum.tally)
        }
        let isJudged = scene.judgedStages.contains(stage)
        return tallies.sorted { $0.key < $1.key }.map { cause, tally in
            row(
                cause.name, cause.name, isJudged ? .fail : .expected, stage, tally,
                rule: isJudged ? nil : "not judged: the tunnel promised nothing in this stage")
        }
    }

    private func outerFlows(_ stage: Int) -> [Report.Traffic] {
        let seen = recording.outerTraffic(stage: stage)
        return [
            ("outer.sent", "Tunnel, sent", seen.sent),
            ("outer.received", "Tunnel, received", seen.received),
        ].filter { !$0.2.isEmpty }.map { id, title, tally in
            row(id, title, .expected, stage, tally, rule: "outer flow of the tunnel")
        }
    }

    private func tolerated(_ stage: Int) -> [Report.Traffic] {
        TrafficRows.kinds.compactMap { kind, id, title, rule in
            let tally = recording.ledger.expected(kind, stage: stage)
            return tally.isEmpty ? nil : row(id, title, .expected, stage, tally, rule: rule)
        }
    }

    private func entries(_ stage: Int) -> [Report.Traffic] {
        recording.allowance.entries.indices.compactMap { number in
            let entry = recording.allowance.entries[number]
            let tally = recording.ledger.expected(.entry(number), stage: stage)
            guard !tally.isEmpty else { return nil }
            return row(
                "policy.\(number + 1)",
                entry.isControlPlane ? "Declared control plane" : "Allowed by the policy",
                .expected, stage, tally, rule: "\(entry.name): \(entry.reason)")
        }
    }

    private func row(
        _ id: String, _ title: String, _ result: Report.Traffic.Result, _ stage: Int,
        _ tally: Tally, rule: String?
    ) -> Report.Traffic {
        let digits = recording.subject.captureDigits
        return Report.Traffic(
            id: id, title: title, result: result,
            stage: recording.subject.stages.marks[stage].stage.reported,
            outside: Report.Span(
                packetCount: Int(clamping: tally.packets), byteCount: Int(clamping: tally.bytes),
                firstFrame: max(1, Int(clamping: tally.firstFrame)),
                lastFrame: max(1, Int(clamping: tally.lastFrame)),
                firstSeenAt: Timestamp(nanoseconds: tally.first).rfc3339(digits: digits),
                lastSeenAt: Timestamp(nanoseconds: tally.last).rfc3339(digits: digits)),
            rule: rule.map(OutsideText.init))
    }

    private static let kinds: [(Expected, String, String, String)] = [
        (.arp, "tolerated.arp", "ARP", "always tolerated: stays on the link"),
        (.eapol, "tolerated.eapol", "EAPOL", "always tolerated: stays on the link"),
        (.lldp, "tolerated.lldp", "LLDP", "always tolerated: stays on the link"),
        (
            .linkControl, "tolerated.link_control", "Link control",
            "always tolerated: stays on the link"
        ),
        (.dhcp, "tolerated.dhcp", "DHCP", "always tolerated: a client's own messages"),
        (.dhcpv6, "tolerated.dhcpv6", "DHCPv6", "always tolerated: a client's own messages"),
        (.neighbourDiscovery, "tolerated.ndp", "NDP", "always tolerated: hop limit 255"),
        (.multicastListener, "tolerated.mld", "MLD", "tolerated and counted: stays on the link"),
        (.groupMembership, "tolerated.igmp", "IGMP", "tolerated and counted: stays on the link"),
        (
            .outerError, "tolerated.icmp_error", "ICMP errors",
            "always tolerated: to the outer flow, quoting it"
        ),
        (.heartbeat, "tolerated.heartbeat", "Tap heartbeat", "our own mark"),
        (.localNetwork, "policy.allow_lan", "Local network", "allow_lan: a fixed list of ranges"),
    ]
}
