internal import Audit
internal import Evidence

extension Check {
    /// STUN outside the tunnel.
    static let webRTCSrflx = Check(
        "webrtc.srflx",
        card: .srflx,
        specimen: Specimen([Specimen.datagram(to: 3478, Specimen.binding)]), asksResponder: true,
        // The tap may have missed an interface: the address that came back tells as much.
        otherwise: { scene in
            let own = scene.recording.ownAddresses
            let told = scene.recording.answers.filter { answer in
                answer.isReflexive && answer.seen.map(own.contains) == true
            }
            return [
                scene.finding(
                    of: told, title: "A STUN server told this machine's own address",
                    what: Card.srflx.why, severity: .critical, confidence: .probable)
            ].compactMap { $0 }
        }
    ) { $0.trafficClass == .stun }
}

extension Card {
    fileprivate static let srflx = Card(
        line: "WebRTC",
        claim: "No STUN server was asked from outside the tunnel, and none saw the real address.",
        failure: "%d packets asked a STUN server outside the tunnel",
        why: """
            A STUN server answers with the address that it sees. Asked past the tunnel, it hands \
            the real address to the page or call that asked for it.
            """,
        limits: """
            Sees STUN over UDP and TCP on any port by its magic cookie, and in a live run what \
            servers told our probes and a browser. Does not see STUN inside TLS, or whether a page \
            used the answer.
            """,
        remedy: """
            Block UDP outside the tunnel, and set the browser to use the default route or the \
            proxy only.
            """,
        commands: [
            "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                + "ip daddr != 203.0.113.10 meta l4proto udp drop"
        ],
        seenBy: ["lan", "isp", "destination"],
        severity: .critical,
        references: ["RFC 8489, section 5", "RFC 8826", "RFC 8827", "RFC 8828"])
}
