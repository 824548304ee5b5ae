internal import Audit
internal import Evidence

extension Check {
    /// STUN outside the tunnel.
    static let webRTCSrflx = Check(
        "webrtc.srflx",
        card: Card(
            line: "WebRTC",
            claim: "No STUN server was asked from outside the tunnel.",
            failure: "%d packets asked a STUN server outside the tunnel",
            why: """
                A STUN server answers with the address that it sees. Asked past the tunnel, it hands \
                the real address to the page or call that asked for it.
                """,
            limits: """
                Sees STUN over UDP and TCP on any port by its magic cookie. Does not see STUN inside \
                TLS, addresses that a page reads from local candidates, or whether a page used the \
                answer.
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
            references: ["RFC 8489, section 5", "RFC 8826", "RFC 8827", "RFC 8828"]),
        specimen: Specimen([Specimen.datagram(to: 3478, Specimen.binding)])
    ) { $0.trafficClass == .stun }
}
