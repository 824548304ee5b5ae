internal import Audit
internal import Evidence

extension Check {
    /// Encrypted DNS outside the tunnel.
    static let dnsEncryptedBypass = Check(
        "dns.encrypted-bypass",
        card: Card(
            line: "Browser DNS",
            claim: "No encrypted look-up went to a resolver outside the tunnel.",
            failure: "%d packets of encrypted DNS left outside the tunnel",
            why: """
                A browser or the system asked a resolver over TLS, HTTPS or QUIC past the tunnel. \
                The names are hidden, but the resolver saw the real address beside all of them.
                """,
            limits: """
                Recognises ports 853, 784, 8853 and 5443, the protocol name in a TLS or QUIC \
                handshake, and the names of known resolvers. A private resolver over HTTPS, an \
                encrypted server name or a connection that began before the capture looks like any \
                other web traffic.
                """,
            remedy: """
                Switch the browser's own DNS off, or make sure that its connections take the tunnel \
                like all others.
                """,
            commands: [
                "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                    + "meta l4proto { tcp, udp } th dport 853 drop"
            ],
            seenBy: ["isp", "destination"],
            severity: .high,
            references: ["RFC 7858", "RFC 8484", "RFC 9250"]),
        specimen: Specimen([Specimen.segment(to: 443, Specimen.hello("dns.google"))])
    ) { $0.trafficClass == .encryptedDNS }
}
