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

    /// What happened, for people.
    public var title: String {
        switch self {
        case .entrySilent: "the entry fell silent"
        case .entryHalfSilent: "the entry was heard no more"
        case .entryRejects: "the entry refused"
        case .relaySilent: "the relay fell silent"
        case .exitSilent: "the exit fell silent"
        case .exitNotForwarding: "the exit passed nothing on"
        case .interfaceDown: "the tunnel was set down"
        case .interfaceDeleted: "the tunnel was deleted"
        case .clientSIGKILL: "the client was killed"
        case .clientSIGTERM: "the client was ended"
        case .clientSIGSTOP: "the client was stopped"
        case .serverSwitch: "the client changed its server"
        case .uplinkFlap: "the uplink went down and up"
        case .newUplink: "a new uplink came"
        case .dnsOutage: "the tunnel's resolver died"
        case .firewallReload: "the firewall was reloaded"
        case .boot: "the start, before the first connect"
        }
    }
}
