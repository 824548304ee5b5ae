internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// A tunnel whose content can be read from outside.
    static let leakCleartextTunnel = Check(
        "leak.cleartext-tunnel",
        card: .cleartextTunnel,
        needs: [.tap, .tunnelAlive, .detector],
        // Three inner packets, each byte changed by 0x5a.
        specimen: Specimen(
            Array(
                repeating: Specimen.sent.udp(
                    Specimen.address, Specimen.port, Specimen.entry, 51_820,
                    Specimen.sent.udp(
                        Specimen.inner, Specimen.port, Specimen.server, 4000, Specimen.text
                    ).dropFirst(14).map { $0 ^ 0x5a }),
                count: OuterFindings.fewestCleartext))
    ) { scene in
        let flows = scene.recording.ledger.examinations
        let findings = flows.enumerated().compactMap { scene.finding(of: $1, number: $0) }
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        let samples = flows.reduce(0) { $0 + $1.samples }
        guard samples >= fewestSamples else {
            return .inconclusive(
                Doubt("cleartext.too_few", fact: "\(samples) packets of the tunnel were examined"))
        }
        guard flows.allSatisfy({ $0.samples == 0 || $0.isEncrypting || $0.isRandom == true }) else {
            return .inconclusive(
                Doubt("cleartext.unknown", fact: "the tunnel's protocol is not a known one"))
        }
        let names = Set(flows.filter { $0.isEncrypting }.map(\.protocolName)).sorted()
        let kind = names.isEmpty ? "they look random" : names.joined(separator: ", ")
        return .pass(
            Citation(.outerAlive, fact: "\(samples) packets of the tunnel examined: \(kind)"))
    }

    /// Packets below which a pass means nothing (catalogue, leak.cleartext-tunnel).
    private static let fewestSamples = 100
}

extension Case {
    /// What is wrong with an outer flow; nil if nothing is.
    fileprivate func finding(of flow: OuterFindings, number: Int) -> Finding? {
        let isPlain = !flow.isEncrypting && !flow.isProxy && flow.protocolName != "unknown"
        let isReadable = flow.cleartext != nil || isPlain || flow.keyPeriod != nil
        guard isReadable || flow.isProxy else { return nil }
        let card = Card.cleartextTunnel
        var what = card.why
        if let key = flow.cleartext?.key, key != 0 {
            what += " Each byte was only changed by a constant."
        } else if let period = flow.keyPeriod, flow.cleartext == nil {
            what += " It was only changed by a key of \(period) bytes, again and again."
        } else if !isReadable {
            what = "This proxy protocol is clear text by design: only what encrypts itself is safe."
            let names = flow.names.prefix(3).map(\.forPeople).joined(separator: ", ")
            if !names.isEmpty { what += " It was asked for \(names)." }
        }
        return Finding(
            severity: isReadable ? card.severity : .info, confidence: confidence,
            title: isReadable
                ? card.title(packets: flow.tally.packets)
                : "The tunnel is a proxy in clear text (\(flow.protocolName))",
            what: what, basis: .outerFlow(number), stage: flow.stage)
    }
}

extension Card {
    fileprivate static let cleartextTunnel = Card(
        line: "Encryption",
        claim: "What the tunnel carries cannot be read from outside.",
        failure: "%d packets of the tunnel, examined, can be read from outside",
        why: """
            The packets inside can be read in the tunnel's own packets. Everyone on the path sees \
            what the tunnel was to hide.
            """,
        limits: """
            Examines the first packets of each outer flow for known protocols, and for inner headers \
            in clear or behind one constant byte. A key of up to 32 bytes that repeats is found too. \
            Compression, weak ciphers and known keys are not seen. A pass says that the protocol \
            encrypts, or that the bytes look random.
            """,
        remedy: "Use WireGuard, TLS or another protocol that encrypts.",
        commands: ["sudo wg show wg0"],
        seenBy: ["lan", "isp", "destination"],
        severity: .critical,
        references: ["RFC 1928", "RFC 2784"])
}
