extension ReasonCode {
    /// Of drills, and of what they say of the kill switch.
    static let drills: [ReasonCode] = [
        ReasonCode(
            "drill.fault", "A fault could not be injected.",
            "Read the reason that the message gives; watertight drill --help lists the faults."),
        ReasonCode(
            "drill.needs_lab", "Only the lab can inject this fault.",
            "Run it as watertight lab run -- watertight drill."),
        ReasonCode(
            "drill.no_consent", "A drill cuts the network, and nobody has agreed to that.",
            "Read its plan with --plan, and say --yes."),
        ReasonCode(
            "drill.no_node", "The lab's node that the fault happens at is gone.",
            "Start the lab anew."),
        ReasonCode(
            "drill.no_process",
            "No process of a client holds the tunnel's interface, so none can be ended or stopped.",
            "Drill with --faults interface-deleted."),
        ReasonCode(
            "drill.no_relay", "The tunnel has no second node, and so no such fault.",
            "Nothing has to be done; tunnels of two hops or more have one."),
        ReasonCode(
            "drill.no_server", "The client has no second server that it could change to.",
            "Drill it in the lab with --hops 1, whose client has two."),
        ReasonCode(
            "drill.no_way_back",
            "What the fault takes away could not be put back, so it was not made.",
            "Drill with a fault that needs no way back, such as interface-down."),
        ReasonCode(
            "drill.not_undone", "A fault could not be undone whole.",
            "Run watertight undo again, and look at what the message says is different."),
        ReasonCode(
            "drill.self_cut", "The drill would cut the very connection that it was started over.",
            "Run it on the machine's own console, or in the lab."),
        ReasonCode(
            "drill.traffic", "The traffic of a drill could not be started.",
            "Run it with sudo, and look at what the message says of the traffic."),
        ReasonCode(
            "killswitch.bins_widened",
            "There were more bins of 10 ms than a report can hold, so they are wider.",
            "Read attempts.jsonl of the recording, which has each canary."),
        ReasonCode(
            "killswitch.fault_too_short",
            "The tunnel carried again within a second, and its entry could not be blocked meanwhile.",
            "Drill it in the lab, where the entry can be blocked."),
        ReasonCode(
            "killswitch.fault_unproven",
            "A fault was injected, and nothing showed that it happened.",
            "Look whether something heals it at once, and drill with another fault."),
        ReasonCode(
            "killswitch.few_changes",
            "Too few changes of the server were seen to say how often one opens.",
            "Drill again, and look at what kept the client from changing 20 times."),
        ReasonCode(
            "killswitch.leaks_cut",
            "More packets left under a fault than a report lists one by one.",
            "Read the recording, whose evidence.pcapng has every packet."),
        ReasonCode(
            "killswitch.not_exercised",
            "No fault took the tunnel's own hold away, so nothing tested the kill switch.",
            "Drill with --faults interface-deleted or client-sigkill."),
        ReasonCode(
            "killswitch.not_recovered", "The tunnel did not carry again after a fault.",
            "Connect it again by hand, and look whether the client restarts it."),
        ReasonCode(
            "killswitch.open", "Nothing held new flows, so there is no kill switch to have a hole.",
            "Set up a kill switch, and drill again."),
        ReasonCode(
            "killswitch.open_by_rules",
            "By its rules the machine lets this out, and nothing of it was seen to leave.",
            "Mend the rules, or drill with a fault and traffic that would try it."),
        ReasonCode(
            "killswitch.paused", "The drill's own traffic paused, so silence may be its own.",
            "Run it again on a machine that is less busy, or with a lower --rate."),
        ReasonCode(
            "killswitch.rate", "The machine could not send as many canaries as were asked for.",
            "Drill with a lower --rate, or on a machine that is less busy."),
        ReasonCode(
            "killswitch.rules_unread",
            "Rules of the machine's packet filter could not be read or understood.",
            "Look at them by hand; rules of iptables are shown by names alone."),
        ReasonCode(
            "killswitch.untried", "The drill did not try such traffic.",
            "Name responders of both versions of IP with --target."),
        ReasonCode(
            "killswitch.watched", "A drill knows only the time that it watched.",
            "Watch longer with --watch full."),
    ]
}
