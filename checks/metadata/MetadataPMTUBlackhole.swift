internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Large packets that vanish inside the tunnel.
    static let metadataPMTUBlackhole = Check(
        "metadata.pmtu-blackhole",
        card: .pmtuBlackhole,
        needs: [.tap, .tunnelAlive, .tunnelClass, .detector],
        // One large segment sent four times without an answer.
        specimen: Specimen(
            [],
            inside: Array(
                repeating: Specimen.sent.tcp(
                    Specimen.inner, Specimen.port, Specimen.server, 443,
                    Array(repeating: 0x5c, count: 1400), acknowledgement: 1),
                count: 4))
    ) { scene in
        let findings = scene.findings(of: .largeSegmentLost, by: .pmtuBlackhole)
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        let arrived = scene.count(of: .largeSegmentArrived)
        guard arrived > 0 else {
            return .inconclusive(
                Doubt("no_large_segment", fact: "no full-size segment was seen inside"))
        }
        return .pass(
            Citation(.tunnelClass, fact: "\(arrived) full-size segments were acknowledged"))
    }
}

extension Card {
    fileprivate static let pmtuBlackhole = Card(
        line: "Packet size",
        claim: "Full-size packets arrive through the tunnel.",
        failure: "%d packets too large for the tunnel vanished inside it",
        why: """
            A full-size segment was sent again and again, and never acknowledged. Pages hang while ping \
            works, and people switch the protection off.
            """,
        limits: """
            Sees only TCP inside the tunnel, from a capture there. Segments from 1220 bytes count as \
            full-size, and four transmissions in vain as a loss. The other end may also have gone away.
            """,
        remedy: "Lower the tunnel's MTU, and clamp the segment size to it.",
        commands: [
            "sudo ip link set wg0 mtu 1280",
            "sudo nft insert rule inet filter forward oifname \"wg0\" tcp flags syn "
                + "tcp option maxseg size set rt mtu",
        ],
        seenBy: [],
        severity: .low,
        references: ["RFC 4821", "RFC 8201", "RFC 8899", "MLLVD-CR-24-05"])
}
