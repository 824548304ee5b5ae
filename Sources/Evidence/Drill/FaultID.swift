/// The faults that a drill can inject, by the names that `--faults` takes.
public enum FaultID: String, Codable, CaseIterable, Sendable {
    /// The entry falls silent: nothing passes to or from it.
    case entrySilent = "entry-silent"
    /// The entry is heard no more, and still gets what is sent.
    case entryHalfSilent = "entry-half-silent"
    /// What goes to the entry is answered with an ICMP error.
    case entryRejects = "entry-rejects"
    /// The second node falls silent.
    case relaySilent = "relay-silent"
    /// The last node falls silent.
    case exitSilent = "exit-silent"
    /// The last node answers, and passes nothing on.
    case exitNotForwarding = "exit-not-forwarding"
    /// The tunnel's interface is set down.
    case interfaceDown = "interface-down"
    /// The tunnel's interface is deleted.
    case interfaceDeleted = "interface-deleted"
    /// The client is killed.
    case clientSIGKILL = "client-sigkill"
    /// The client is asked to end.
    case clientSIGTERM = "client-sigterm"
    /// The client is stopped, as a suspended machine stops it, and goes on later.
    case clientSIGSTOP = "client-sigstop"
    /// The client changes to another server, again and again.
    case serverSwitch = "server-switch"
    /// The uplink goes down and comes back.
    case uplinkFlap = "uplink-flap"
    /// A new uplink comes whose route wins.
    case newUplink = "new-uplink"
    /// The tunnel's resolver dies.
    case dnsOutage = "dns-outage"
    /// Another program reloads the firewall.
    case firewallReload = "firewall-reload"
    /// Traffic runs before the client first connects.
    case boot
}

extension FaultID {
    /// Whether it happens at a node of the tunnel.
    public var isAtNode: Bool {
        switch self {
        case .entrySilent, .entryHalfSilent, .entryRejects, .relaySilent, .exitSilent,
            .exitNotForwarding:
            true
        default: false
        }
    }

    /// Whether the tunnel's interface goes with it, and with that what the tunnel held by itself.
    public var takesInterface: Bool {
        switch self {
        case .interfaceDown, .interfaceDeleted, .clientSIGKILL, .clientSIGTERM: true
        default: false
        }
    }

    /// Whether the tunnel carries nothing under it, unless its client sees to that. An exit that passes
    /// nothing on still answers look-ups itself.
    public var cutsTunnel: Bool {
        switch self {
        case .clientSIGSTOP, .newUplink, .firewallReload: true
        case .exitNotForwarding: false
        default: isAtNode || takesInterface
        }
    }
}
