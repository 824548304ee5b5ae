internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// What a DHCP client tells about the machine.
    static let leakDHCPIdentity = Check(
        "leak.dhcp-identity",
        card: .dhcpIdentity,
        // Whether there was a lease to ask for has nothing to do with the tunnel.
        needs: [.tap, .hostKnown, .detector],
        specimen: Specimen([
            FrameBuilder(from: Specimen.host, to: MACAddress(0xffff_ffff_ffff)).udp(
                IPAddress(v4: 0), 68, IPAddress(v4: .max), 67,
                Specimen.lease(
                    3, of: Specimen.address, options: [12, 6] + Array("laptop".utf8)))
        ])
    ) { scene in
        let findings = scene.findings(of: .leaseIdentity, by: .dhcpIdentity)
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        let asked = scene.count(of: .leaseAsked)
        guard asked > 0 else {
            return .inconclusive(Doubt("no_lease", fact: "no lease was asked for"))
        }
        return .pass(Citation(.drops, fact: "\(asked) requests for a lease name nobody"))
    }
}

extension Card {
    fileprivate static let dhcpIdentity = Card(
        line: "Names told by DHCP",
        claim: "Requests for a lease told neither a host name nor a MAC-bearing identifier.",
        failure: "%d packets told the DHCP server who this machine is",
        why: """
            Asking for an address is needed, telling a name is not. Everyone on the local network can \
            recognise this machine by its host name or identifier.
            """,
        limits: """
            Looks at host name (options 12 and 81) and at DHCPv6 identifiers made of a MAC address. The \
            list of requested options and the frame's own MAC address can tell a machine as well. Seen \
            only where a lease is asked for during the capture.
            """,
        remedy: "Stop sending the host name, and use the anonymity profile of the DHCP client.",
        commands: [
            "nmcli connection modify NAME ipv4.dhcp-send-hostname no ipv6.dhcp-send-hostname no",
            "printf '[DHCPv4]\\nAnonymize=yes\\n' | sudo tee -a /etc/systemd/network/NAME.network",
        ],
        seenBy: ["lan"],
        severity: .low,
        references: ["RFC 7844", "RFC 7819", "RFC 7824"])
}
