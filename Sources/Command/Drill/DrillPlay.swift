internal import Evidence
internal import Gather
internal import Glibc
internal import Host
internal import Probes
internal import Reports
internal import Wire

/// A drill on a scene: its traffic, and what is looked at meanwhile.
struct DrillPlay: Sendable {
    let play: Play
    let guest: GuestSeat
    let settings: DrillSettings
    /// What came before the tunnel was brought up; nil if it was up.
    let begun: DrillEve.Begun?
    let rules: RulesetLog
    let talk: Talk

    /// Ports of the responder: canaries over UDP and TCP.
    static let ports: (udp: UInt16, tcp: UInt16) = (4000, 4001)

    /// The course of the drill, whose faults happen in a scene.
    func course(on place: FaultScene) throws(Refusal) -> DrillCourse {
        try settle()
        let machine = play.scene.machine.machine
        rules.look(at: machine)
        let maker = DrillFaults(scene: play.scene, place: place, lab: try DrillFaults.lab())
        let faults = try maker.made(settings.faults.filter { $0 != .boot || begun?.boot == nil })
        let descriptor = guest.guest?.descriptor
        var course = DrillCourse(
            TrafficPlan(
                cells: allCells, rate: settings.rate, run: play.scenario.run,
                zone: play.scenario.zone),
            of: faults, watch: { settings.watch.seconds(for: $0) },
            traffic: { [begun, talk] plan throws(GatherError) in
                if let room = DrillTraffic.makeRoom(for: plan) {
                    talk.detail(1, "\(room.now) files may be open, in place of \(room.before)")
                }
                return try DrillTraffic(
                    plan, guest: descriptor, preconnected: begun?.flows,
                    behind: begun?.attempts ?? [])
            },
            ways: { [rules] in
                rules.look(at: machine)
                return ways()
            }, look: { look() })
        course.boot = begun?.boot
        course.entryBlock = { maker.entryBlock(for: $0) }
        let talk = talk
        course.tell = { talk.say("drill   " + DrillPlay.sentence(on: $0)) }
        return course
    }

    /// What happens, for people.
    private static func sentence(on event: DrillCourse.Event) -> String {
        switch event {
        case .injected(let fault, let turn, let seconds):
            let why =
                switch turn {
                case .planned: ""
                case .entryBlocked: " once more, with the entry blocked"
                case .afterRecovery: " once more, behind the recovery"
                }
            return "\(fault.rawValue)\(why), watched for \(seconds) s"
        case .failed(let fault, let reason):
            return "\(fault.rawValue) could not be injected: \(OutsideText(reason).forTerminal)"
        case .over(let fault, let isRecovered):
            return "\(fault.rawValue) undone, the tunnel "
                + (isRecovered ? "carries again" : "does not carry again")
        }
    }

    /// Waits until the kernel knows that no address of this machine is somebody else's: what comes of it
    /// later would look as if a fault had changed it. Two seconds are the usual (RFC 4862, 5.4).
    private func settle() throws(Refusal) {
        let machine = play.scene.machine.machine
        for _ in 0..<DrillPlay.looks {
            let addresses = try Discovery.wait { () throws(HostError) in
                try await machine.addresses()
            }
            guard addresses.contains(where: \.isUnusable) else { return }
            usleep(DrillPlay.rest)
        }
    }

    /// Looks at the addresses, and the time between two, in microseconds: 5 s together.
    private static let looks = 100
    private static let rest: UInt32 = 50_000

    /// All traffic, that of before the tunnel first.
    private var allCells: [TrafficCell] {
        let first = begun?.plan.cells ?? []
        return first + cells.filter { !first.contains($0) }
    }

    /// Each class of traffic, in each version of IP, from each sender.
    private var cells: [TrafficCell] {
        let scenario = play.scenario
        var cells: [TrafficCell] = []
        for isIPv4 in [true, false] {
            guard let target = scenario.targets.first(where: { $0.isIPv4 == isIPv4 }) else {
                continue
            }
            for sender in senders(isIPv4) {
                cells.append(
                    TrafficCell(.new, .udp, by: sender, to: target, port: DrillPlay.ports.udp))
                cells.append(
                    TrafficCell(.new, .tcp, by: sender, to: target, port: DrillPlay.ports.tcp))
                cells.append(
                    TrafficCell(
                        .established, .udp, by: sender, to: target, port: DrillPlay.ports.udp))
                // A connection needs somebody who takes it.
                if scenario.areNamed {
                    cells.append(
                        TrafficCell(
                            .established, .tcp, by: sender, to: target, port: DrillPlay.ports.tcp))
                }
            }
        }
        return cells + DrillPlay.lookUps(at: scenario.resolvers) { senders($0) }
    }

    /// Look-ups at the system's resolvers, directly and as programs do it; `senders` tells who sends in IPv4,
    /// or in IPv6.
    static func lookUps(
        at resolvers: [IPAddress], by senders: (Bool) -> [TrafficCell.Sender]
    ) -> [TrafficCell] {
        var cells: [TrafficCell] = []
        for resolver in resolvers.prefix(2) where !resolver.isLoopback {
            for sender in senders(resolver.isIPv4) {
                cells.append(TrafficCell(.dns, .udp, by: sender, to: resolver, port: 53))
            }
            cells.append(TrafficCell(.dns, .tcp, by: .root, to: resolver, port: 53))
        }
        if let resolver = resolvers.first {
            cells.append(TrafficCell(.dns, .stub, by: .user, to: resolver, port: 53))
        }
        return cells
    }

    /// Who sends in a version of IP: guests only where the machine forwards it.
    private func senders(_ isIPv4: Bool) -> [TrafficCell.Sender] {
        let forwards = play.scene.facts.forwards.contains(isIPv4 ? 4 : 6) && guest.guest != nil
        return [.root, .user] + (forwards ? [.forwarded] : [])
    }

    /// Where the routes lead now; what forwarded packets take is what the machine's own take.
    private func ways() -> [DrilledFault.Way] {
        DrillPlay.ways(to: play.scenario.targets, on: play.scene.machine.machine)
    }

    /// Where the routes to some targets lead now.
    static func ways(to targets: [IPAddress], on machine: Machine) -> [DrilledFault.Way] {
        targets.flatMap { target in
            TrafficCell.Sender.allCases.compactMap { sender -> DrilledFault.Way? in
                let user: UInt32? = sender == .user ? Scenario.nobody : nil
                do {
                    let (lookup, links) = try Discovery.wait { () throws(HostError) in
                        (
                            try await machine.route(to: target, user: user),
                            try await machine.links()
                        )
                    }
                    return DrilledFault.Way(
                        version: target.isIPv4 ? 4 : 6, sender: sender,
                        interface: links.first { $0.index == lookup.link }?.name.raw)
                } catch {
                    // What nobody could look up proves nothing.
                    return nil
                }
            }
        }
    }

    /// Looks at the machine; what it gives tells later what is set differently.
    private func look() -> @Sendable () -> [String] {
        let machine = play.scene.machine.machine
        let snapshot = { @Sendable () throws(Refusal) in
            try Discovery.wait { () throws(HostError) in try await machine.snapshot() }
        }
        let before = Result { () throws(Refusal) in try snapshot() }
        return {
            do throws(Refusal) {
                return try snapshot().difference(from: before.get()).sentences
            } catch {
                return ["The machine could not be read: \(error.trouble.what.forTerminal)"]
            }
        }
    }
}
