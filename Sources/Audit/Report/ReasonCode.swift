/// Why something was not decided, not applicable, or could not run: a stable name and a sentence.
///
/// `explain CODE` and the reports read this table; adding a code is adding a row.
public struct ReasonCode: Sendable {
    /// The stable name, such as `capture.truncated`.
    public let code: String
    /// What it means, one sentence.
    public let meaning: String
    /// What to do about it, one sentence.
    public let remedy: String

    /// The row of a code; nil when there is none.
    public init?(_ code: String) {
        guard let row = Self.all.first(where: { $0.code == code }) else { return nil }
        self = row
    }

    init(_ code: String, _ meaning: String, _ remedy: String) {
        self.code = code
        self.meaning = meaning
        self.remedy = remedy
    }

    /// Every code, in order of name.
    public static let all: [ReasonCode] =
        [
            ReasonCode(
                "baseline.only", "The capture holds only the time before the tunnel was up.",
                "Capture while the tunnel is up, or say with --stage where it was."),
            ReasonCode(
                "browser.failed",
                "The browser could not be driven, or what it told cannot be read.",
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
                "capture.direction_unknown", "It is not known which frames this machine sent.",
                "Name this machine's MAC or address with --host."),
            ReasonCode(
                "capture.disk", "Frames found no room on the disk, so a leak may be among them.",
                "Make room, or name a larger disk with TMPDIR or -o NAME/, and run again."),
            ReasonCode(
                "capture.dropped", "Frames were lost while capturing, so a leak may be among them.",
                "Capture again with a larger buffer (tcpdump -B 65536) or a shorter snap length."),
            ReasonCode(
                "capture.drops_unknown", "The file does not say whether frames were lost.",
                "Capture into pcapng with dumpcap, which writes down what was lost."),
            ReasonCode(
                "capture.empty", "The file has no byte.",
                "Look whether the capturing program was stopped before it wrote anything."),
            ReasonCode(
                "capture.host_inferred",
                "The sender of the tunnel's own packets was taken for this machine.",
                "Name this machine's MAC or address with --host to be certain."),
            ReasonCode(
                "capture.host_unseen",
                "The address given with --host sends nothing in this capture.",
                "Check the address, and that the capture is from this machine's uplink."),
            ReasonCode(
                "capture.link_type", "The capture's link-layer type is not one that can be read.",
                "Capture again with Ethernet, raw IP or Linux cooked framing."),
            ReasonCode(
                "capture.mixed_link_types", "The interfaces in the file have different link types.",
                "Say with --tunnel-if which of them is the tunnel."),
            ReasonCode(
                "capture.no_host", "It could not be worked out which frames this machine sent.",
                "Name this machine's MAC or address with --host."),
            ReasonCode(
                "capture.no_interface",
                "No interface of the capture has the name given with --tunnel-if.",
                "Use one of the names that the message lists."),
            ReasonCode(
                "capture.not_a_capture", "The file is neither pcap nor pcapng.",
                "Give a file written by tcpdump, dumpcap or Wireshark."),
            ReasonCode(
                "capture.outer_unseen", "The tunnel's outer flow is not in the capture.",
                "Check --outer, and that the capture is from the uplink while the tunnel was up."),
            ReasonCode(
                "capture.snaplen", "Frames were cut so short that their headers are missing.",
                "Capture again with whole frames (tcpdump -s 0)."),
            ReasonCode(
                "capture.table_full", "More flows were seen than are kept apart.",
                "Judge the capture in shorter pieces (editcap -i)."),
            ReasonCode(
                "capture.time_backwards", "The clock of the capture jumped back.",
                "Capture again without setting the clock meanwhile."),
            ReasonCode(
                "capture.too_many_claims",
                "The local network claimed more routes or prefixes than are kept.",
                "Find out who sends them; judge the capture in shorter pieces (editcap -i)."),
            ReasonCode(
                "capture.too_many_interfaces",
                "The capture has more interfaces than can be judged at once.",
                "Capture fewer interfaces, or split the file by interface."),
            ReasonCode(
                "capture.too_many_observations", "More single facts were seen than are kept.",
                "Judge the capture in shorter pieces (editcap -i) to have all of them."),
            ReasonCode(
                "capture.truncated",
                "The file ends inside a frame, so what came after is not seen.",
                "Stop the capturing program before copying its file."),
            ReasonCode(
                "capture.undecoded", "Frames were seen that could not be decoded.",
                "Look at the frames that the report names; tell us if Wireshark reads them."),
            ReasonCode(
                "capture.unreadable", "The file does not exist, or may not be read.",
                "Check its path and that you may read it."),
            ReasonCode(
                "cleartext.too_few",
                "Too few packets of the tunnel were seen to judge its encryption.",
                "Capture while the tunnel carries at least 100 packets."),
            ReasonCode(
                "cleartext.unknown",
                "The tunnel's protocol is not known, and its bytes are not random.",
                "Look at the tunnel's own packets, and ask whoever makes it how it encrypts."),
            ReasonCode(
                "config.invalid", "The configuration could not be understood.",
                "Correct the line that the message names."),
            ReasonCode(
                "control.detector", "A made-up leak was not found, so this build judges wrongly.",
                "Do not trust this run; report it as a bug."),
            ReasonCode(
                "control.drops", "The capture is not complete, so zero would mean nothing.",
                "Capture again without losing frames."),
            ReasonCode(
                "control.leakable",
                "No interface offered a way past the tunnel, so none was put to the test.",
                "Run it where an interface has a global address and a default route of its own."),
            ReasonCode(
                "control.outer_alive",
                "The tunnel was not seen alive both ways, in that stage or at the end of the run.",
                "Check --outer and --stage; in a live run name a responder with --target."),
            ReasonCode(
                "control.path",
                "No such probe could be sent, or a responder that was named did not answer it.",
                "Run watertight check as root, with a target that answers."),
            ReasonCode(
                "control.tap_heartbeat",
                "Our own heartbeat frame was not captured on an interface all the time.",
                "Run again; on an interface without Ethernet framing no heartbeat can be sent."),
            ReasonCode(
                "control.tunnel_class", "No traffic of this kind was seen inside the tunnel.",
                "Give a capture from inside the tunnel with --tunnel, with such traffic in it."),
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
                "dns.too_few_names",
                "Too few look-ups reached the endpoint to know every resolver.",
                "Run it again, with an endpoint that answers."),
            ReasonCode(
                "endpoint.silent", "An endpoint that was named gave no answer through the tunnel.",
                "Look whether it runs, and whether the exit lets you reach it."),
            ReasonCode(
                "env.cap_net_admin", "This process may not ask WireGuard where its packets go.",
                "Run it with sudo, or say it with --outer."),
            ReasonCode(
                "env.cap_net_raw", "This process may not capture on the machine's interfaces.",
                "Run it with sudo."),
            ReasonCode(
                "env.capture", "The tap could not be opened.",
                "Read the reason that the message gives; libpcap wrote it."),
            ReasonCode(
                "env.container",
                "This is a container, and only what left its own network was seen.",
                "Run it on the host as well."),
            ReasonCode(
                "env.no_interface", "There is no interface of that name here.",
                "Use one of the names that the message lists."),
            ReasonCode(
                "env.root",
                "A lab is made of namespaces and mounts, which root may make, and others only inside a "
                    + "user namespace.",
                "Run the command with sudo, or use watertight lab run where user namespaces are allowed."
            ),
            ReasonCode(
                "env.unwritable",
                "A file of the run could not be written, so frames may be missing.",
                "Make room on the disk, or name another folder."),
            ReasonCode(
                "exit.disagreement", "Endpoints saw different addresses over one version of IP.",
                "Ask again: the exit may have several addresses, or somebody answers in between."),
            ReasonCode(
                "exit.one_endpoint", "Only one endpoint told what it saw, and may be wrong.",
                "Name a second endpoint, or the exit's addresses in the policy."),
            ReasonCode(
                "host.damaged", "The system's answer could not be understood.",
                "Report it as a bug, with the kernel's version."),
            ReasonCode(
                "host.journal",
                "What a run noted to be put back cannot be trusted or understood.",
                "Read the file, put back by hand what it says, and remove it."),
            ReasonCode(
                "host.namespace", "The network namespace could not be entered.",
                "Run it with sudo, in a namespace that still exists."),
            ReasonCode(
                "host.not_restored", "Something that a run has changed could not be put back.",
                "Look whether it is still so; the next run tries once more."),
            ReasonCode(
                "host.refused", "The system refused to tell how the machine is set up.",
                "Run it with sudo."),
            ReasonCode(
                "host.restless", "The machine's set-up changed faster than it could be read.",
                "Run it again when nothing is being connected."),
            ReasonCode(
                "internal.error", "Watertight itself is at fault, so nothing was judged.",
                "Report it as a bug, with the command line."),
            ReasonCode(
                "kernel_tunnel",
                "The kernel holds the tunnel, no process does, and the policy declares no call outside.",
                "Declare under control_plane in the policy what the client may call outside."),
            ReasonCode(
                "lab.busy", "Another process makes or takes down the lab of that name.",
                "Wait for it, or choose another name with --name."),
            ReasonCode(
                "lab.failed", "A program that the lab needs failed, or is not installed.",
                "Look at the words of the program; make install brings all of them."),
            ReasonCode(
                "lab.missing", "There is no lab of that name, or a part of it has ended.",
                "Make it with watertight lab up."),
            ReasonCode(
                "lab.state", "A file of the lab could not be read or written.",
                "Look whether /run is full or read-only, then take the lab down."),
            ReasonCode(
                "lab.timeout", "A part of the lab did not get ready in time.",
                "Try again on a less busy machine."),
            ReasonCode(
                "lan.silent", "No neighbour answered a ping, so the local network may be shut off.",
                "Allow the local network in the tunnel's client as well, and run it again."),
            ReasonCode(
                "lan_not_allowed", "The policy does not allow the local network.",
                "Nothing to do; with --allow-lan it is tested what that opens."),
            ReasonCode(
                "neighbours.not_answered",
                "The machine answered ARP for no address, so silence says nothing.",
                "Let a neighbour ask for the machine's own address as well (arping)."),
            ReasonCode(
                "neighbours.not_asked",
                "No neighbour asked for the tunnel's address during the capture.",
                "From a neighbour, run arping for the tunnel's address while capturing."),
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
                "policy.expired", "An entry of the policy is past its last day and does not hold.",
                "Look whether it is still needed; if so, give it a new day."),
            ReasonCode(
                "policy.invalid", "The policy file could not be understood.",
                "Correct the line that the message names."),
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
                "recording.corrupt", "A file of the recording could not be understood.",
                "Make the recording again."),
            ReasonCode(
                "recording.tampered",
                "A file of the recording is missing, unnamed, or was changed.",
                "Use the recording as it was made, or make it again."),
            ReasonCode(
                "recording.version", "The recording was made by a newer version of the format.",
                "Update watertight."),
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
            ReasonCode(
                "responder.configuration",
                "The responder's configuration could not be understood.",
                "Correct the line that the message names; docs/responder.md lists every key."),
            ReasonCode(
                "responder.start", "An address, a certificate or the key cannot be used.",
                "Look whether another program listens there, and whether you may read the files."),
            ReasonCode(
                "run.lost", "The process that judges what is captured ended before the watch did.",
                "Watch again; if it ends again, report it as a bug with what it said."),
            ReasonCode(
                "run.stopped", "The run was stopped before its end.", "Run it again to its end."),
            ReasonCode(
                "scope.killswitch", "No node was made to drop on purpose.",
                "Capture while you stop the tunnel, and mark it with --stage faulted=TIME."),
            ReasonCode(
                "scope.not_asked",
                "Some checks were left out by the command line or the configuration.",
                "Run without --only, --skip, named checks and checks: to have all of them."),
        ] + ofTunnels + [
            ReasonCode(
                "usage.argument", "An argument is missing, unknown, or not one that is understood.",
                "See watertight help."),
            ReasonCode(
                "usage.file", "A file that was named could not be opened.",
                "Check its path and that you may read it."),
        ]
}
