internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Traffic along a route that DHCP pushed.
    static let leakDHCPRoute = Check(
        "leak.dhcp-route",
        card: Card(
            line: "Pushed routes (DHCP)",
            claim: "No traffic followed a route that DHCP pushed past the tunnel.",
            failure: "%d packets followed a route that DHCP pushed past the tunnel",
            why: """
                A DHCP server handed out a route that is more specific than the tunnel's. The tunnel \
                stays up, its kill switch sees nothing, and the chosen traffic leaves in clear.
                """,
            limits: """
                Knows only routes that this capture shows being pushed: options 33, 121 and 249 of an \
                acknowledged lease. A pass needs a pushed route, and traffic to it inside the tunnel. \
                It does not tell whether the machine installed the route.
                """,
            remedy: """
                Give the tunnel a routing table of its own or a network namespace, and ignore the \
                routes that DHCP offers.
                """,
            commands: [
                "nmcli connection modify NAME ipv4.ignore-auto-routes yes",
                "sudo ip rule add not fwmark 51820 table 51820",
                "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                    + "ip daddr != 203.0.113.10 drop",
            ],
            seenBy: ["lan", "isp", "destination"],
            severity: .critical,
            references: [
                "CVE-2024-3661 (TunnelVision): leviathansecurity/TunnelVision", "RFC 3442",
            ]),
        specimen: Specimen([
            // Option 121: 203.0.113.80/32 by way of 192.168.50.102 (RFC 3442).
            Specimen.acknowledgement(
                of: Specimen.address,
                options: [1, 4, 255, 255, 255, 0, 121, 9, 32, 203, 0, 113, 80, 192, 168, 50, 102]),
            Specimen.datagram(to: 4000, Specimen.text),
        ]),
        turnsOnClaims: true
    ) { $0.traits.contains(.pushedRoute) }
}
