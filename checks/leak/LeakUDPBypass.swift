internal import Audit
internal import Evidence

extension Check {
    /// UDP beside a tunnel that only carries TCP.
    static let leakUDPBypass = Check(
        "leak.udp-bypass",
        card: Card(
            line: "UDP beside a TCP tunnel",
            claim: "No UDP left outside a tunnel that is made of TCP alone.",
            failure: "%d packets of UDP left outside the tunnel",
            why: """
                A proxy, Tor or SSH carries TCP only. UDP such as QUIC, calls and file sharing then \
                takes the normal route and shows the real address.
                """,
            limits: """
                Applies only where every outer flow is TCP; elsewhere UDP is judged by the other \
                checks. A pass needs UDP inside the tunnel, which a pure TCP proxy does not have: \
                blocked UDP leaves it open.
                """,
            remedy: "Block UDP outside the tunnel, or use a tunnel that carries it.",
            commands: [
                "sudo nft insert rule inet filter output oifname != \"lo\" meta l4proto udp drop"
            ],
            seenBy: ["lan", "isp", "destination"],
            severity: .high,
            references: ["RFC 1928, section 7", "RFC 9000"]),
        specimen: Specimen([Specimen.datagram(to: 4000, Specimen.text)], isTCP: true),
        refuses: { scene in
            scene.recording.allowance.isTCPOnly
                ? nil
                : Precondition("not_tcp_only", fact: "an outer flow is not TCP")
        }
    ) { $0.isUDP && $0.reach == .far }
}
