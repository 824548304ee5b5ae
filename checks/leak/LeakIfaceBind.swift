internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Sockets that are bound to the physical interface.
    static let leakInterfaceBind = Check(
        "leak.iface-bind",
        card: .interfaceBind,
        needs: [.tap, .tunnelAlive, .hostKnown, .probes, .detector],
        specimen: Specimen(
            [Specimen.datagram(to: 4000, Specimen.text)],
            answers: [Specimen.bound(to: 4000)])
    ) { scene in
        .weigh(
            .interfaceBind, in: scene, of: { scene.isBound($0) },
            strays: { $0.traits.contains(.boundProbe) },
            // The tap missed an interface, and yet somebody outside was reached past the tunnel.
            seen: { scene in
                let reached = scene.recording.answers.filter { answer in
                    scene.isBound(answer)
                        && answer.seen.map(scene.recording.ownAddresses.contains) == true
                }
                guard
                    scene.strayFindings(.interfaceBind, { $0.traits.contains(.boundProbe) })
                        .isEmpty
                else { return [] }
                return [
                    scene.finding(
                        of: reached, title: "A bound socket was answered past the tunnel",
                        what: Card.interfaceBind.why, severity: .high, confidence: .probable)
                ].compactMap { $0 }
            })
    }
}

extension Case {
    /// Whether a probe was bound to an underlay or its address.
    fileprivate func isBound(_ probe: Answer) -> Bool {
        if case .marked = probe.path { false } else { recording.isPast(probe) }
    }
}

extension Card {
    fileprivate static let interfaceBind = Card(
        line: "Bound sockets",
        claim:
            "A program that binds to the physical interface or its address cannot pass the tunnel by.",
        failure: "%d packets of sockets bound to the physical interface left outside the tunnel",
        why: """
            A program bound its socket to the physical interface or to its address, and the routes \
            that lead into the tunnel do not hold for it. File sharing, calls and system services do so.
            """,
        limits: """
            Binds UDP, TCP and ICMP probes to each uplink by device, and to its addresses. Where a \
            socket cannot be bound, nothing is said. The frames are counted under their first cause.
            """,
        remedy: """
            Let only the tunnel's own packets leave by the physical interface, by a rule of the \
            firewall or by a network namespace.
            """,
        commands: [
            "sudo nft insert rule inet filter output oifname \"eth0\" ip daddr != 203.0.113.10 drop"
        ],
        seenBy: ["lan", "isp", "destination"],
        severity: .high,
        references: ["RFC 8828, section 5.2", "socket(7), SO_BINDTODEVICE"])
}
