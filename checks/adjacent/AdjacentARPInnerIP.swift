internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// The tunnel's address, told to the local network.
    static let adjacentARPInnerIP = Check(
        "adjacent.arp-inner-ip",
        card: .arpInnerIP,
        needs: [.tap, .tunnelAlive, .hostKnown, .detector],
        specimen: Specimen(
            [
                // The router asks for 10.64.0.2, and is answered (RFC 826).
                Specimen.resolution(1, from: .init(v4: 0xc0a8_3201), to: Specimen.inner),
                Specimen.resolution(2, from: Specimen.inner, to: .init(v4: 0xc0a8_3201)),
            ],
            inside: [
                Specimen.sent.udp(
                    Specimen.inner, Specimen.port, Specimen.server, 4000, Specimen.text)
            ])
    ) { scene in
        let findings = scene.findings(of: .innerAddressTold, by: .arpInnerIP)
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        if let host = scene.recording.host, !host.addresses(.tunnel).contains(where: \.isIPv4) {
            return .notApplicable(
                Precondition("no_inner_address", fact: "the tunnel has no IPv4 address"))
        }
        let (asked, answered) = (
            scene.count(of: .innerAddressAsked), scene.count(of: .addressAnswered)
        )
        guard asked > 0 else {
            return .inconclusive(
                Doubt("neighbours.not_asked", fact: "no neighbour asked for the tunnel's address"))
        }
        guard answered > 0 else {
            return .inconclusive(
                Doubt("neighbours.not_answered", fact: "the machine answered for no address at all")
            )
        }
        return .pass(
            Citation(
                .drops,
                fact:
                    "asked for \(asked) times and not told; \(answered) answers for other addresses"
            ))
    }
}

extension Specimen {
    /// An ARP message between the machine and its router: 1 asks, 2 answers.
    fileprivate static func resolution(
        _ operation: UInt8, from sender: IPAddress, to target: IPAddress
    ) -> [UInt8] {
        let (own, other) = operation == 1 ? (router, host) : (host, router)
        return (operation == 1 ? received : sent).frame(
            EtherType.arp,
            [0, 1, 8, 0, 6, 4, 0, operation] + FrameBuilder.bytes(own.value).suffix(6)
                + FrameBuilder.bytes(sender.v4) + FrameBuilder.bytes(other.value).suffix(6)
                + FrameBuilder.bytes(target.v4))
    }
}

extension Card {
    fileprivate static let arpInnerIP = Card(
        line: "The tunnel's address",
        claim: "The machine did not tell its neighbours that it has the tunnel's address.",
        failure: "%d packets told the local network the tunnel's address",
        why: """
            Linux answers ARP on each interface for all of its addresses. A neighbour that tries the \
            private ranges learns that there is a tunnel, and an address that stays the same elsewhere.
            """,
        limits: """
            Sees ARP and neighbour discovery with an address that the tunnel uses inside. A pass needs a \
            neighbour that asked for it by ARP; this machine cannot ask itself from outside.
            """,
        remedy: "Answer ARP only for addresses of the interface that is asked.",
        commands: ["sudo sysctl net.ipv4.conf.all.arp_ignore=2"],
        seenBy: ["lan"],
        severity: .medium,
        references: ["Mullvad audit MLLVD-CR-24-03", "Linux ip-sysctl, arp_ignore"])
}
