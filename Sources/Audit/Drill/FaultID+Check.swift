public import Evidence

extension FaultID {
    /// The check that judges it.
    public var check: CheckID {
        switch self {
        case .interfaceDown, .interfaceDeleted: "killswitch.interface-down"
        case .clientSIGKILL, .clientSIGTERM, .clientSIGSTOP: "killswitch.daemon-kill"
        case .entrySilent, .entryHalfSilent, .entryRejects, .relaySilent, .exitSilent,
            .exitNotForwarding:
            "killswitch.peer-blackhole"
        case .serverSwitch: "killswitch.switch-gap"
        case .boot: "killswitch.boot-preconnect"
        case .uplinkFlap, .newUplink: "killswitch.link-change"
        case .firewallReload: "killswitch.rule-conflict"
        case .dnsOutage: "killswitch.dns-exempt"
        }
    }
}
