internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Whom systemd-resolved asks.
    static let dnsResolvedRouting = Check(
        "dns.resolved-routing",
        card: .resolvedRouting,
        needs: [.tap, .tunnelAlive, .hostKnown, .probes, .detector],
        specimen: Specimen(
            [Specimen.datagram(to: 53, Specimen.query(Specimen.resolvedName))],
            answers: [Specimen.askedOfResolved], machine: { $0.resolved = .init(.told) })
    ) { scene in
        let resolved = scene.recording.host?.resolved
        let left = scene.resolvedLookUps(.resolvedRouting)
        if let first = left.first {
            return .fail(Findings(first, Array(left.dropFirst())))
        }
        guard resolved?.state != .absent else {
            return .notApplicable(
                Precondition("no_resolved", fact: "systemd-resolved does not serve this machine"))
        }
        let asked = scene.recording.answers.filter { $0.isOfResolved && $0.isTried }
        guard !asked.isEmpty else {
            return .inconclusive(Doubt("control.path", fact: "systemd-resolved was not asked"))
        }
        if let finding = scene.routedOutside(asked, .resolvedRouting) {
            return .fail(Findings(finding))
        }
        guard resolved?.state == .told else {
            return .inconclusive(
                Doubt("resolved.unread", fact: "systemd-resolved did not tell whom it asks"))
        }
        let inside = scene.count(of: .resolvedNameInside)
        guard inside > 0 else {
            return .inconclusive(
                Doubt(
                    "control.tunnel_class",
                    fact: "none of \(asked.count) look-ups at systemd-resolved was seen inside"))
        }
        guard scene.recording.isLeakable(true) || scene.recording.isLeakable(false) else {
            return .inconclusive(
                Doubt("control.leakable", fact: "no underlay offers a way past the tunnel"))
        }
        return .pass(
            Citation(
                .tunnelClass,
                fact: "\(asked.count) look-ups at systemd-resolved: \(inside) packets of them "
                    + "inside, 0 outside"))
    }
}

extension Card {
    fileprivate static let resolvedRouting = Card(
        line: "Whom systemd-resolved asks",
        claim: "systemd-resolved asks through the tunnel alone.",
        failure: "%d packets of plain DNS left outside, sent by systemd-resolved",
        why: """
            systemd-resolved chooses for each name which link's servers it asks. Unless the tunnel's \
            link is told to take all names, those of the local network or the provider are asked too.
            """,
        limits: """
            Asks at 127.0.0.53: public names, a single label, a name below each domain of an uplink, and \
            the names of the tunnel's addresses. Names that go over TLS are not seen, nor those that \
            never leave the machine. What nothing but its settings tells is only possible.
            """,
        remedy: "Give the tunnel's link all names, and take them from the uplink.",
        commands: [
            "sudo resolvectl domain wg0 '~.'", "sudo resolvectl default-route eth0 false",
        ],
        seenBy: ["lan", "isp", "isp_resolver"],
        severity: .high,
        references: [
            "systemd.io/RESOLVED-VPNS", "systemd-resolved.service(8)",
            "org.freedesktop.resolve1(5)",
        ])
}
