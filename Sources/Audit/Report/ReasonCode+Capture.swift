extension ReasonCode {
    /// Of captures and recordings, and what they leave open.
    static let captures: [ReasonCode] = [
        ReasonCode(
            "baseline.only", "The capture holds only the time before the tunnel was up.",
            "Capture while the tunnel is up, or say with --stage where it was."),
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
            "capture.host_unseen", "The address given with --host sends nothing in this capture.",
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
            "capture.truncated", "The file ends inside a frame, so what came after is not seen.",
            "Stop the capturing program before copying its file."),
        ReasonCode(
            "capture.undecoded", "Frames were seen that could not be decoded.",
            "Look at the frames that the report names; tell us if Wireshark reads them."),
        ReasonCode(
            "capture.unreadable", "The file does not exist, or may not be read.",
            "Check its path and that you may read it."),
        ReasonCode(
            "cleartext.too_few", "Too few packets of the tunnel were seen to judge its encryption.",
            "Capture while the tunnel carries at least 100 packets."),
        ReasonCode(
            "cleartext.unknown",
            "The tunnel's protocol is not known, and its bytes are not random.",
            "Look at the tunnel's own packets, and ask whoever makes it how it encrypts."),
        ReasonCode(
            "recording.corrupt", "A file of the recording could not be understood.",
            "Make the recording again."),
        ReasonCode(
            "recording.tampered", "A file of the recording is missing, unnamed, or was changed.",
            "Use the recording as it was made, or make it again."),
        ReasonCode(
            "recording.version", "The recording was made by a newer version of the format.",
            "Update watertight."),
    ]
}
