extension ReasonCode {
    /// Of what a check is about and is not there; they have no area.
    static let absences: [ReasonCode] = [
        ReasonCode(
            "kernel_tunnel",
            "The kernel holds the tunnel, no process does, and the policy declares no call outside.",
            "Declare under control_plane in the policy what the client may call outside."),
        ReasonCode(
            "lan_not_allowed", "The policy does not allow the local network.",
            "Nothing to do; with --allow-lan it is tested what that opens."),
        ReasonCode(
            "no_advertised_route",
            "No router advertised itself, so no such route could be followed.",
            "Nothing to do; the check applies where a router advertises routes."),
        ReasonCode(
            "no_designation", "The resolvers that were asked designate no encrypted one.",
            "Nothing to do: there is nobody to change over to."),
        ReasonCode(
            "no_endpoint", "No endpoint was named, so none told what it saw.",
            "Name a responder of your own with --target or --endpoints."),
        ReasonCode(
            "no_forwarding", "This machine forwards no packets of others.",
            "Nothing to do; the check applies where containers or guests are served."),
        ReasonCode(
            "no_inner_address", "The tunnel's interface has no IPv4 address.",
            "Nothing to do: ARP asks for IPv4 addresses alone."),
        ReasonCode(
            "no_ipv6", "The network outside has no IPv6, so none could leak.",
            "Capture on a network with IPv6 to have this decided."),
        ReasonCode(
            "no_large_segment", "No full-size TCP segment was seen inside the tunnel.",
            "Give a capture from inside the tunnel with --tunnel, with a download in it."),
        ReasonCode(
            "no_lease", "No address was asked for by DHCP during the capture.",
            "Capture while the network connects."),
        ReasonCode(
            "no_mark", "The tunnel's own packets have no mark that others could set.",
            "Nothing to do; the check applies to tunnels that are exempted by a mark."),
        ReasonCode(
            "no_nat64", "The network outside announces no NAT64 prefix.",
            "Capture on a network that has only IPv6."),
        ReasonCode(
            "no_proxy", "The tunnel is not a proxy that asks in clear text.",
            "Nothing to do; the check applies to SOCKS and HTTP proxies."),
        ReasonCode(
            "no_public_neighbours", "No interface takes public addresses for neighbours.",
            "Nothing to do; the check applies where the local network claims public addresses."),
        ReasonCode(
            "no_resolved", "systemd-resolved does not serve this machine.",
            "Nothing to do; the check applies where systemd-resolved looks names up."),
        ReasonCode(
            "not_tcp_only", "The tunnel carries UDP, so UDP has no reason to go round it.",
            "Nothing to do."),
        ReasonCode(
            "one_family", "Only one version of IP could leave this machine.",
            "Nothing has to be done."),
    ]
}
