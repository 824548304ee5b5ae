public import Evidence

/// Which traffic a drill speaks of: its class, its version of IP and its sender.
public struct DrillScope: Hashable, Sendable {
    /// The class.
    public var kind: TrafficCell.Kind
    /// The version of IP, 4 or 6.
    public var version: UInt8
    /// Who sends it.
    public var sender: TrafficCell.Sender

    init(_ kind: TrafficCell.Kind, _ version: UInt8, _ sender: TrafficCell.Sender) {
        self.kind = kind
        self.version = version
        self.sender = sender
    }

    init(_ cell: TrafficCell) { self.init(cell.kind, cell.version, cell.sender) }

    /// New flows of the same version and sender.
    var new: DrillScope { DrillScope(.new, version, sender) }
}

/// What held traffic that did not leave.
public enum Hold: String, CaseIterable, Sendable {
    /// The tunnel took it, or carried it.
    case tunnel
    /// A rule of the firewall: the only proof of a kill switch.
    case firewall
    /// There was no route.
    case routes
    /// It was refused in another way.
    case refused
}

/// What let a stray frame of a drill out.
public enum Opening: Hashable, Sendable {
    /// The fault: new flows left.
    case fault
    /// New flows left behind the recovery, which were held before it.
    case disarmed
    /// Flows went on that were open before, while new ones were held.
    case established
    /// Look-ups left, while other new flows were held.
    case dnsExempt
    /// One version of IP left, while the firewall held the other.
    case familyGap
    /// What others send was passed on, while the machine's own traffic was held.
    case forwarded
    /// A packet with the tunnel's own address.
    case innerSource
}
