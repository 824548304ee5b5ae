internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Clear packets of any program to the entry's own address and port.
    static let leakEndpointPlaintext = Check(
        "leak.endpoint-plaintext",
        card: .endpointPlaintext,
        needs: [.tap, .tunnelAlive, .hostKnown, .probes, .detector],
        specimen: Specimen(
            [
                Specimen.sent.udp(
                    Specimen.address, Specimen.port, Specimen.entry, 51_820, Specimen.text)
            ], answers: [Specimen.atEntry])
    ) { scene in
        let findings = scene.findings(of: .plaintextToEntry, by: .endpointPlaintext)
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        return .weigh(
            .endpointPlaintext, in: scene, of: { scene.isAtEntry($0) }, strays: { _ in false })
    }
}

extension Case {
    /// Whether a probe of an unprivileged user went to an outer flow's own address and port.
    fileprivate func isAtEntry(_ probe: Answer) -> Bool {
        probe.user != 0 && probe.kind == .udp
            && recording.subject.outer.contains {
                $0.prefix.contains(probe.remote)
                    && ($0.port ?? probe.remotePort) == probe.remotePort
            }
    }
}

extension Specimen {
    /// A datagram of an unprivileged user to the entry.
    fileprivate static var atEntry: Answer {
        var probe = Answer(.udp, .routed, to: entry, port: 51_820, at: 0, outcome: .silent)
        probe.user = 65_534
        probe.localPort = port
        return probe
    }
}

extension Card {
    fileprivate static let endpointPlaintext = Card(
        line: "Clear packets to the entry",
        claim: "No other program can send clear packets to the tunnel's entry and its port.",
        failure: "%d packets of an ordinary user went in clear to the tunnel's entry",
        why: """
            The exemption for the tunnel's own packets is not tied to the tunnel. Any program, and many \
            a web page, can send a recognisable packet to the entry, and whoever watches the line then \
            knows whose tunnel it is.
            """,
        limits: """
            Sends a marked datagram as an unprivileged user to each entry that is a single address. It \
            is told from the tunnel's own packets by its port. Tunnels over TCP are not tried.
            """,
        remedy: "Tie the exemption to the tunnel's mark, user or control group.",
        commands: [
            "sudo nft insert rule inet filter output ip daddr 203.0.113.10 udp dport 51820 "
                + "meta mark != 51820 drop"
        ],
        seenBy: ["lan", "isp"],
        severity: .high,
        references: ["Mullvad audit MUL-02-002"])
}
