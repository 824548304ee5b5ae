internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Programs and protocols that do not use the proxy.
    static let appProxyGap = Check(
        "app.proxy-gap",
        card: .proxyGap,
        needs: [.tap, .tunnelAlive, .hostKnown, .probes, .detector],
        specimen: Specimen(
            [
                Specimen.datagram(to: 4000, Specimen.text),
                Specimen.sent.tcp(
                    Specimen.address, Specimen.port, Specimen.entry, 1080,
                    [5, 1, 0, 3, 3] + Array("a.b".utf8) + [0, 80], acknowledgement: 1,
                    flags: 0x18),
            ], answers: [Specimen.probe(to: 4000, .routed)], isTCP: true)
    ) { scene in
        guard scene.recording.ledger.examinations.contains(where: \.isProxy) else {
            return .notApplicable(Precondition("no_proxy", fact: "the tunnel is no proxy"))
        }
        return .weigh(
            .proxyGap, in: scene, of: { $0.path == .routed && [.udp, .tcp].contains($0.kind) },
            strays: { $0.reach == .far })
    }
}

extension Card {
    fileprivate static let proxyGap = Card(
        line: "Programs beside the proxy",
        claim: "Every program and protocol goes by way of the proxy, or is blocked.",
        failure: "%d packets of programs that do not use the proxy left outside",
        why: """
            A proxy holds only what is told to use it. Other programs, and protocols that it does not \
            carry, go out directly.
            """,
        limits: """
            Sends UDP and TCP as an ordinary program does, which knows of no proxy. Browsers and their \
            settings are not tried.
            """,
        remedy: "Block what does not go to the proxy, or use a tunnel in its place.",
        commands: [
            "sudo nft insert rule inet filter output oifname \"eth0\" ip daddr != 203.0.113.10 drop"
        ],
        seenBy: ["lan", "isp", "destination"],
        severity: .high,
        references: ["RFC 1928"])
}
