internal import Evidence
internal import Wire

extension Report.Process {
    /// A sender as a report tells it.
    init(_ share: SenderShare) {
        let sender = share.sender
        var role: Role?
        var inner: String?
        var name = sender.name
        switch sender.role {
        case .program: role = nil
        case .probe:
            role = .probe
            name = OutsideText("watertight")
        case .resolver: role = .resolver
        case .client: role = .client
        case .forwarded(let address):
            role = .forwarded
            inner = "\(address)"
        }
        let attribution: Attribution =
            switch sender.basis {
            case .socket: .socket
            case .controlGroup: .controlGroup
            case .guess: .guess
            case .unknown: .unknown
            }
        self.init(
            name: name, pid: sender.process.map(Int.init),
            packetCount: Int(clamping: share.packets), attribution: attribution, role: role,
            controlGroup: sender.basis == .controlGroup ? sender.controlGroup : nil,
            forwardedFrom: inner, probes: share.probes)
    }

    /// Whether it is a program of the machine, by its name.
    var isNamed: Bool { name != nil && (role == nil || role == .resolver) }
}
