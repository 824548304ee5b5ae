extension ReasonCode {
    /// Of whoever was asked, and did not answer or not as a check needs it.
    static let answers: [ReasonCode] = [
        ReasonCode(
            "browser.failed", "The browser could not be driven, or what it told cannot be read.",
            "Start it by hand with --headless and look at what it says."),
        ReasonCode(
            "browser.late", "The browser was still gathering candidates when the time was up.",
            "Name with --target a responder that answers STUN."),
        ReasonCode(
            "browser.no_candidate", "The browser told the page no candidate at all.",
            "This may be what its settings want; remove them to see what it would tell."),
        ReasonCode(
            "browser.none", "No browser was asked for its candidates.",
            "Install one of the Chromium family, such as chromium-headless-shell."),
        ReasonCode(
            "control_plane.unattributed",
            "Packets left outside, and nobody knows whether the client sent them.",
            "Look at the findings on these packets first, and run it again."),
        ReasonCode(
            "control_plane.unknown",
            "Nobody knows which packets are the VPN client's own.",
            "Declare under control_plane in the policy what the client may call outside."),
        ReasonCode(
            "control_plane.unread",
            "A call of the client's began before the capture, or is neither HTTP, TLS nor QUIC.",
            "Capture from before the client calls."),
        ReasonCode(
            "control_plane.unseen", "No call to the declared control plane was seen.",
            "Capture while the client calls, for instance when it connects."),
        ReasonCode(
            "dns.too_few_names", "Too few look-ups reached the endpoint to know every resolver.",
            "Run it again, with an endpoint that answers."),
        ReasonCode(
            "endpoint.silent", "An endpoint that was named gave no answer through the tunnel.",
            "Look whether it runs, and whether the exit lets you reach it."),
        ReasonCode(
            "exit.disagreement", "Endpoints saw different addresses over one version of IP.",
            "Ask again: the exit may have several addresses, or somebody answers in between."),
        ReasonCode(
            "exit.one_endpoint", "Only one endpoint told what it saw, and may be wrong.",
            "Name a second endpoint, or the exit's addresses in the policy."),
        ReasonCode(
            "lan.silent", "No neighbour answered a ping, so the local network may be shut off.",
            "Allow the local network in the tunnel's client as well, and run it again."),
        ReasonCode(
            "neighbours.not_answered",
            "The machine answered ARP for no address, so silence says nothing.",
            "Let a neighbour ask for the machine's own address as well (arping)."),
        ReasonCode(
            "neighbours.not_asked",
            "No neighbour asked for the tunnel's address during the capture.",
            "From a neighbour, run arping for the tunnel's address while capturing."),
        ReasonCode(
            "programs.unseen", "The machine's sockets could not be watched during the run.",
            "Run watertight check as root, on a kernel with sock_diag."),
        ReasonCode(
            "proxy.by_address",
            "The proxy was asked for addresses, and it is not known who found them.",
            "Let the proxy resolve names, such as by socks5h:// in place of socks5://."),
        ReasonCode(
            "proxy.unasked", "No request to the proxy was seen in clear text.",
            "Use the proxy while it is captured."),
        ReasonCode(
            "resolved.unread", "systemd-resolved did not tell whom it asks.",
            "Look whether resolvectl status works, and run watertight check as root."),
        ReasonCode(
            "resolver.by_name", "An encrypted resolver is designated, but not its address.",
            "Find out its address, and look whether anything was sent there."),
        ReasonCode(
            "resolver.not_asked",
            "No resolver answered which encrypted resolvers it designates.",
            "Ask while capturing: dig @RESOLVER _dns.resolver.arpa TYPE64."),
        ReasonCode(
            "resolver.not_followed",
            "An encrypted resolver is designated, but no program used it.",
            "Use a program that changes over to encrypted look-ups while capturing."),
        ReasonCode(
            "resolver.not_offered",
            "No lease or advertisement named a resolver while the tunnel was up.",
            "Capture for longer, or renew the lease while capturing."),
        ReasonCode(
            "resolver.offered_too",
            "The local network offers the very resolver that is asked through the tunnel.",
            "Let the tunnel use a resolver that the local network does not name."),
    ]
}
