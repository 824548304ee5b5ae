internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Public addresses that the local network claims to hold.
    static let leakLocalnet = Check(
        "leak.localnet",
        card: .localnet,
        specimen: Specimen([
            // Mask 255.255.255.192 makes 203.0.113.64/26 local, the server among it.
            Specimen.acknowledgement(
                of: IPAddress(v4: 0xcb00_7142), options: [1, 4, 255, 255, 255, 192]),
            Specimen.sent.udp(
                IPAddress(v4: 0xcb00_7142), Specimen.port, Specimen.server, 4000, Specimen.text),
        ]),
        turnsOnClaims: true,
        refuses: { $0.recording.lackOfPublicNeighbours },
        // Nobody answered, so nothing followed; that the host asked is enough.
        otherwise: { $0.findings(of: .publicAddressAsked, by: .localnet) }
    ) { $0.traits.contains(.publicOnLink) }
}

extension Recording {
    /// The reason why no public address could be taken for a neighbour's: the machine was read, and
    /// no underlay has a public network on link. Nil where one has, or where nobody looked.
    fileprivate var lackOfPublicNeighbours: Precondition? {
        guard let host, !shows(.publicAddressAsked) else { return nil }
        let isClaimed =
            host.onLink.contains { $0.isIPv4 && $0.length < 32 && $0.address.isPublic }
            || ledger.strata.contains { $0.traffic.traits.contains(.publicOnLink) }
        return isClaimed
            ? nil : Precondition("no_public_neighbours", fact: "no public network is on link")
    }
}

extension Card {
    fileprivate static let localnet = Card(
        line: "Hostile local network",
        claim: "No public address that the local network claims was reached outside the tunnel.",
        failure: "%d packets sought public addresses on the local network",
        why: """
            The local network handed out public addresses as its own, and the route to neighbours \
            beats the tunnel. Whoever runs the network chooses which traffic it gets.
            """,
        limits: """
            Knows the local network's prefix from a DHCP lease in this capture. A lease from before \
            it is not seen, but a question for a public address by ARP is. IPv6 is not looked at. Traffic that is blocked instead of tunnelled passes.
            """,
        remedy: """
            Treat only private ranges as local, never whatever the network claims, and refuse a \
            network with public addresses.
            """,
        commands: [
            "sudo nft insert rule inet filter output oifname \"eth0\" ip daddr != "
                + "{ 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/16, "
                + "224.0.0.0/24, 239.0.0.0/8, 203.0.113.10 } drop"
        ],
        seenBy: ["lan"],
        severity: .critical,
        references: ["TunnelCrack: vanhoefm/vpnleaks", "CVE-2023-36672", "CVE-2023-35838"])
}
