internal import Evidence
internal import Gather
internal import Host
internal import Lab
internal import Reports
internal import Wire

/// The faults of a drill on a scene: those that this machine itself can undo, and in a lab those of its
/// nodes.
struct DrillFaults {
    let scene: Discovery.Scene
    let place: FaultScene
    /// The lab that the machine is a node of; nil outside of one.
    let lab: FaultyLab?

    /// The faults of these names; throws for one that cannot be injected here.
    func made(_ ids: [FaultID]) throws(Refusal) -> [any Fault] {
        var faults: [any Fault] = []
        for id in ids { faults += try made(id) }
        guard faults.count <= DrillFaults.most else {
            throw .usage(
                "these are \(faults.count) faults, and one drill has \(DrillFaults.most) at most",
                because: "Each begins and ends a stage of the run.", try: "watertight drill --help")
        }
        return faults
    }

    /// Most faults of a drill: beside the two stages of each there are those around all of them.
    private static let most = (StageLine.mostMarks - 4) / 2

    private func made(_ id: FaultID) throws(Refusal) -> [any Fault] {
        let tunnels = scene.tunnels.map(\.name)
        guard let inner = try innermost() ?? tunnels.last, let uplink = scene.uplinks.first?.name
        else { throw .noFault(id, because: "There is no tunnel's interface, or no uplink.") }
        // Each tunnel has a client of its own, and the outer one's end shows later.
        let clients = [inner] + tunnels.filter { $0 != inner }
        return switch id {
        case .interfaceDown: [InterfaceDown(of: inner, on: place)]
        case .interfaceDeleted: [InterfaceDeleted(of: inner, on: place)]
        case .clientSIGKILL:
            clients.map {
                ClientSIGKILL(of: $0, on: place, carriesAnother: $0 != inner)
            }
        case .clientSIGTERM:
            clients.map {
                ClientSIGTERM(of: $0, on: place, carriesAnother: $0 != inner)
            }
        case .clientSIGSTOP: clients.map { ClientSIGSTOP(of: $0, on: place) }
        case .uplinkFlap: [UplinkFlap(of: uplink, on: place)]
        case .firewallReload: [FirewallReload(around: inner, on: place)]
        case .entrySilent where lab == nil:
            [OuterSilence(of: scene.outer, through: scene.uplinks.map(\.name), on: place)]
        // As long as the tunnel holds, no other uplink is taken.
        case .newUplink:
            [CompoundFault(id, of: [InterfaceDeleted(of: inner, on: place), try atNode(id)])]
        case .boot:
            throw .noFault(
                id, because: "The tunnel is up already. While it is down, name its file with -t.")
        default: [try atNode(id)]
        }
    }

    /// A fault of a node.
    private func atNode(_ id: FaultID) throws(Refusal) -> any Fault {
        guard let lab else { throw .needsLab(id) }
        return switch id {
        case .entrySilent: EntrySilent(in: lab)
        case .entryHalfSilent: EntryHalfSilent(in: lab)
        case .entryRejects: EntryRejects(in: lab)
        case .relaySilent: RelaySilent(in: lab)
        case .exitSilent: ExitSilent(in: lab)
        case .exitNotForwarding: ExitNotForwarding(in: lab)
        case .newUplink: NewUplink(in: lab)
        case .dnsOutage: DNSOutage(in: lab)
        case .serverSwitch: ServerSwitch(in: lab)
        default: throw .needsLab(id)
        }
    }

    /// What blocks the entry while a fault is injected; nil where nothing can, or it happens at a node and so
    /// has blocked the tunnel itself.
    func entryBlock(for id: FaultID) -> (any Fault)? {
        guard !id.isAtNode else { return nil }
        if let lab { return EntrySilent(in: lab) }
        // Whoever reloads the firewall takes our own rules along.
        guard id != .firewallReload, !scene.outer.isEmpty else { return nil }
        return OuterSilence(of: scene.outer, through: scene.uplinks.map(\.name), on: place)
    }

    /// The lab that this process runs in, as `lab run` and `lab exec` say; nil outside of one.
    static func lab() throws(Refusal) -> FaultyLab? {
        guard let name = Output.environment("WATERTIGHT_LAB") else { return nil }
        return try inLab { () throws(LabError) in
            try FaultyLab(name, noting: Journaled.words([], in: "/"))
        }
    }

    /// Where the tunnel's own packets may go under some faults, beside where they go now.
    static func furtherOuter(_ drill: DrillSettings?) throws(Refusal) -> [OuterFlow] {
        guard let drill, drill.faults.contains(.serverSwitch), let lab = try lab() else {
            return []
        }
        return [lab.otherOuterFlow.flatMap { OuterFlow($0) }].compactMap { $0 }
    }

    /// The tunnel's interface that new flows go into: in a nested tunnel the last one.
    private func innermost() throws(Refusal) -> String? {
        let (machine, tunnels) = (scene.machine.machine, scene.tunnels)
        // Addresses for documentation, which no route is made for (RFC 5737, RFC 3849).
        let links = try Discovery.wait { () throws(HostError) in
            [
                try await machine.route(to: IPAddress(v4: 0xc000_0201)).link,
                try await machine.route(to: IPAddress(high: 0x2001_0db8_0000_0000, low: 1)).link,
            ]
        }
        return tunnels.first { links.contains($0.index) }?.name
    }
}

extension Refusal {
    /// A fault that only the lab can inject.
    static func needsLab(_ fault: FaultID) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText("\(fault.rawValue) needs the lab"),
                because: [
                    OutsideText(
                        "It happens at a node, and this machine could not undo it. Here you can "
                            + "drill what this machine itself undoes.")
                ],
                commands: [
                    OutsideText("watertight lab run --hops 2 -- watertight drill --yes")
                ], exitCode: 2, code: "drill.needs_lab"))
    }

    /// A fault that cannot be injected here.
    static func noFault(_ fault: FaultID, because reason: String) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText("\(fault.rawValue) cannot be injected here"),
                because: [OutsideText(reason)],
                commands: [OutsideText("watertight drill --help")], exitCode: 4,
                code: "drill.fault"))
    }
}
