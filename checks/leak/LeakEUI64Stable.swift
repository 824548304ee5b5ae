internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// A source address that names the device in whichever network it is.
    static let leakEUI64Stable = Check(
        "leak.eui64-stable",
        card: Card(
            line: "Traceable IPv6 address",
            claim: "No stray packet had an IPv6 source that names the device.",
            failure: "%d packets left with an IPv6 address that names the device",
            why: """
                The address ends in the MAC address, or in the same identifier under several \
                prefixes. It tracks the device from network to network.
                """,
            limits: """
                Looks only at global sources of packets that left outside the tunnel. An identifier \
                that stays the same is recognised only if this capture shows it in two prefixes.
                """,
            remedy: """
                Use temporary addresses and stable-privacy identifiers, and a random MAC address.
                """,
            commands: [
                "sudo sysctl net.ipv6.conf.eth0.addr_gen_mode=2",
                "sudo sysctl net.ipv6.conf.eth0.use_tempaddr=2",
                "nmcli connection modify NAME ipv6.addr-gen-mode stable-privacy",
            ],
            seenBy: ["isp", "destination"],
            severity: .medium,
            references: ["RFC 4291, appendix A", "RFC 7217", "RFC 7721", "RFC 8064", "RFC 8981"]),
        specimen: Specimen([
            Specimen.sent.udp(
                IPAddress(
                    high: Specimen.address6.high, low: Specimen.host.interfaceIdentifier),
                Specimen.port, Specimen.server6, 4000, Specimen.text)
        ]),
        refuses: { $0.recording.lackOfIPv6 },
        // Inside the tunnel the source is the tunnel's: any IPv6 there could have leaked.
        control: { $0.isIPv6 && $0.reach == .far }
    ) { $0.traits.contains(.stableIdentifier) }
}
