internal import Audit
internal import Evidence

extension Check {
    /// Clock synchronisation outside the tunnel.
    static let leakNTP = Check(
        "leak.ntp",
        card: Card(
            line: "Clock",
            claim: "The clock was not set by servers outside the tunnel.",
            failure: "%d packets of clock synchronisation left outside the tunnel",
            why: """
                A time daemon kept its way past the tunnel. It tells when the machine is on and which \
                system it runs, and a forged answer can break certificates and tokens.
                """,
            limits: """
                Sees NTP on UDP port 123 and NTS key exchange on TCP port 4460. A daemon asks only \
                every few minutes, so a short capture may hold no question at all.
                """,
            remedy: "Start the time daemon behind the tunnel, and block its ports outside.",
            commands: [
                "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                    + "udp dport 123 drop"
            ],
            seenBy: ["lan", "isp", "destination"],
            severity: .medium,
            references: ["RFC 5905", "RFC 7384", "RFC 8915"]),
        specimen: Specimen([
            // Version 4, client; all other fields may be zero (RFC 5905, 7.3).
            Specimen.datagram(to: 123, [0x23] + Array(repeating: 0, count: 47))
        ])
    ) { $0.trafficClass == .ntp }
}
