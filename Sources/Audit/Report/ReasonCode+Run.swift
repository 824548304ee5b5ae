extension ReasonCode {
    /// Of a run: where it takes place, what it was told, and what vouches for it.
    static let runs: [ReasonCode] = [
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
            "control.fault", "The fault was seen to happen, and what it was to hold was tried.",
            "Nothing has to be done."),
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
            "env.cap_net_admin", "This process may not ask WireGuard where its packets go.",
            "Run it with sudo, or say it with --outer."),
        ReasonCode(
            "env.cap_net_raw", "This process may not capture on the machine's interfaces.",
            "Run it with sudo."),
        ReasonCode(
            "env.capture", "The tap could not be opened.",
            "Read the reason that the message gives; libpcap wrote it."),
        ReasonCode(
            "env.container", "This is a container, and only what left its own network was seen.",
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
            "env.unwritable", "A file of the run could not be written, so frames may be missing.",
            "Make room on the disk, or name another folder."),
        ReasonCode(
            "host.damaged", "The system's answer could not be understood.",
            "Report it as a bug, with the kernel's version."),
        ReasonCode(
            "host.journal", "What a run noted to be put back cannot be trusted or understood.",
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
            "policy.expired", "An entry of the policy is past its last day and does not hold.",
            "Look whether it is still needed; if so, give it a new day."),
        ReasonCode(
            "policy.invalid", "The policy file could not be understood.",
            "Correct the line that the message names."),
        ReasonCode(
            "report.masked", "The report was masked when it was written; what stood there is gone.",
            "Judge the recording again, or render the report that was not masked."),
        ReasonCode(
            "report.own_unknown", "The report does not say what is the machine's own.",
            "Judge the recording again; a report on it says so, and can be masked."),
        ReasonCode(
            "report.unreadable", "The file is not a report that can be read.",
            "Name a report that check or analyze wrote with -o FILE.json."),
        ReasonCode(
            "responder.configuration",
            "The responder's configuration could not be understood.",
            "Correct the line that the message names; docs/responder.md lists every key."),
        ReasonCode(
            "responder.start", "An address, a certificate or the key cannot be used.",
            "Look whether another program listens there, and whether you may read the files."),
        ReasonCode(
            "run.lost",
            "The process that judges what is captured ended too soon, or did not get on.",
            "Run it again; if that happens again, report it as a bug with what it said."),
        ReasonCode(
            "run.stopped", "The run was stopped before its end.", "Run it again to its end."),
        ReasonCode(
            "scope.killswitch", "No node was made to drop on purpose.",
            "Capture while you stop the tunnel, and mark it with --stage faulted=TIME."),
        ReasonCode(
            "scope.not_asked",
            "Some checks were left out by the command line or the configuration.",
            "Run without --only, --skip, named checks and checks: to have all of them."),
        ReasonCode(
            "usage.argument", "An argument is missing, unknown, or not one that is understood.",
            "See watertight help."),
        ReasonCode(
            "usage.file", "A file that was named could not be opened.",
            "Check its path and that you may read it."),
    ]
}
