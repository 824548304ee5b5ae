internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// The entry's name, looked up in clear before the tunnel is up.
    static let dnsBootstrapName = Check(
        "dns.bootstrap-name",
        card: .bootstrapName,
        needs: [.tap, .tunnelAlive, .hostKnown, .detector],
        specimen: Specimen([
            Specimen.datagram(to: 53, Specimen.query("vpn.example.com")),
            // One A record of the name asked for: the entry's address (RFC 1035, 4.1.3).
            Specimen.received.udp(
                Specimen.server, 53, Specimen.address, Specimen.port,
                [0x1f, 0x2e, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]
                    + Specimen.labels("vpn.example.com")
                    + [0, 1, 0, 1, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]
                    + FrameBuilder.bytes(Specimen.entry.v4)),
        ])
    ) { scene in
        let findings = scene.lookedUp(.entryLookedUp) + scene.lookedUp(.controlPlaneLookedUp)
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        guard let lead = scene.recording.lead, lead >= Recording.shortestLead else {
            return .inconclusive(
                Doubt("tunnel.already_up", fact: "the tunnel's connecting was not seen"))
        }
        return .pass(
            Citation(
                .outerAlive,
                fact: "watched from \(lead / 1_000_000_000) s before the tunnel's first packet, "
                    + "0 answers named its entry"))
    }
}

extension Recording {
    /// Nanoseconds that a client may take from the answer to its first packet: wg-quick takes less than
    /// a tenth of this.
    fileprivate static let shortestLead: UInt64 = 1_000_000_000

    /// Nanoseconds from the capture's begin to the tunnel's first packet; nil unless the capture began
    /// in a stage before the tunnel was up.
    fileprivate var lead: UInt64? {
        guard let begin = subject.reachedStages.first,
            !subject.stages.marks[begin].stage.isProtected
        else { return nil }
        let seen = subject.reachedStages.map { outerTraffic(stage: $0) }
        let first = seen.flatMap { [$0.sent, $0.received] }.filter { !$0.isEmpty }.map(\.first)
            .min()
        return first.flatMap { $0 > subject.start ? $0 - subject.start : nil }
    }
}

extension Case {
    /// A finding for each stage, whatever it promises: a name is told before there is a tunnel.
    fileprivate func lookedUp(_ sighting: Sighting) -> [Finding] {
        recording.subject.reachedStages.compactMap { stage in
            let tally = recording.ledger.tally(sighting, stage: stage)
            guard !tally.isEmpty else { return nil }
            let asked = recording.violations(in: [stage]).contains {
                $0.traffic.trafficClass == .dns
            }
            return Finding(
                severity: Card.bootstrapName.severity,
                // Anybody can send an answer that nobody asked for.
                confidence: asked ? confidence : .probable,
                title: Card.bootstrapName.title(packets: tally.packets),
                what: Card.bootstrapName.why, basis: .sighting(sighting), stage: stage)
        }
    }
}

extension Card {
    fileprivate static let bootstrapName = Card(
        line: "The entry's name",
        claim: "The tunnel's entry was not looked up in clear.",
        failure: "%d packets named the tunnel's entry in clear",
        why: """
            Before it connects, the client asks the local network's resolver for the entry's name. That \
            tells the product and the node, and whoever answers chooses where the client connects to.
            """,
        limits: """
            Sees answers over UDP port 53 that name an address of the tunnel's or of the declared control \
            plane, before the tunnel's first packet. A name that was looked up earlier is not seen. Takes \
            --stage at its word.
            """,
        remedy: "Give the entry by its address, from a signed list, or look it up over HTTPS.",
        commands: ["sudo wg set wg0 peer PUBLICKEY endpoint 203.0.113.10:51820"],
        seenBy: ["lan", "isp", "isp_resolver"],
        severity: .high,
        references: ["CVE-2023-36673", "RFC 9076"])
}
