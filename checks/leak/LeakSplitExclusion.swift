internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Packets of others that have the mark of the tunnel's own.
    static let leakSplitExclusion = Check(
        "leak.split-exclusion",
        card: .splitExclusion,
        needs: [.tap, .tunnelAlive, .hostKnown, .probes, .detector],
        specimen: Specimen(
            [Specimen.datagram(to: 4000, Specimen.text)],
            answers: [Specimen.probe(to: 4000, .marked(51_820))], machine: { $0.outerMark = 51_820 }
        )
    ) { scene in
        guard scene.recording.host == nil || scene.recording.host?.outerMark != nil else {
            return .notApplicable(
                Precondition("no_mark", fact: "the tunnel's own packets have no mark"))
        }
        return .weigh(
            .splitExclusion, in: scene,
            of: { if case .marked = $0.path { true } else { false } },
            strays: { $0.traits.contains(.markedProbe) })
    }
}

extension Card {
    fileprivate static let splitExclusion = Card(
        line: "Exempted packets",
        claim: "The mark of the tunnel's own packets alone lets nothing else out.",
        failure: "%d packets of another program left outside with the tunnel's mark",
        why: """
            Whatever has the tunnel's mark is let out, wherever it goes. A program that sets the mark, \
            or inherits it from one that does, passes the tunnel by.
            """,
        limits: """
            Sets the mark that the tunnel's own packets have, as root: setting it takes a privilege. \
            Exemptions by user or by control group are not tried, and no exempted program is known.
            """,
        remedy: "Let marked packets out only to the tunnel's entry and its port.",
        commands: [
            "sudo nft insert rule inet filter output oifname \"eth0\" meta mark 51820 "
                + "ip daddr != 203.0.113.10 drop"
        ],
        seenBy: ["lan", "isp", "destination"],
        severity: .high,
        references: ["socket(7), SO_MARK", "wg-quick(8), PostUp"])
}
