internal import Evidence
internal import Gather
internal import Host
internal import Probes
internal import Reports
internal import Tunnels
internal import Wire

/// What a drill does before the tunnel of its run is brought up: it opens flows that the tunnel finds there,
/// and drills the start if that is asked for.
struct DrillEve: Sendable {
    let settings: RunSettings
    let drill: DrillSettings
    let driver: TunnelDriver
    let discovery: Discovery
    let rules: RulesetLog
    let talk: Talk

    /// What came of it.
    struct Begun: Sendable {
        /// Its traffic; the drill's has the same cells first.
        let plan: TrafficPlan
        /// The flows that it opened.
        let flows: OpenedFlows
        /// What became of its canaries.
        var attempts: [Attempt] = []
        /// What was drilled; nil if the start was not asked for.
        var boot: DrilledFault?
        /// The stages that began.
        var marks: [StageMark] = []
    }

    /// Does it.
    func begin() throws(Refusal) -> Begun {
        let isDrilled = drill.faults.contains(.boot)
        var plan = TrafficPlan(
            cells: cells + (isDrilled ? try lookUps() : []), rate: drill.rate,
            run: try Play.label(), zone: settings.zone)
        plan.isBeforeTunnel = true
        do throws(GatherError) {
            let flows = try DrillTraffic.open(plan)
            return isDrilled ? try boot(plan, flows) : Begun(plan: plan, flows: flows)
        } catch {
            throw .gather(error, left: nil)
        }
    }

    /// Watches the time before the tunnel, with traffic.
    private func boot(
        _ plan: TrafficPlan, _ flows: OpenedFlows
    ) throws(GatherError) -> Begun {
        let seconds = drill.watch.seconds(for: .boot)
        talk.say("drill   \(FaultID.boot.rawValue), watched for \(seconds) s")
        let traffic = try DrillTraffic(plan, preconnected: flows)
        let (machine, targets) = (discovery.machine, settings.targets)
        let drilled = BootWatch(
            seconds: seconds, proof: { proof },
            ways: { [rules] in
                rules.look(at: machine)
                return DrillPlay.ways(to: targets, on: machine)
            }
        ).run()
        let attempts = traffic.stop()
        return Begun(
            plan: plan, flows: traffic.handOver(), attempts: attempts, boot: drilled,
            marks: [
                // What was watched before it is no part of it.
                StageMark(stage: .baseline, at: 0),
                StageMark(stage: .faulted, at: drilled.from),
            ])
    }

    /// That the tunnel is not there.
    private var proof: DrilledFault.Proof {
        do throws(Refusal) {
            let name = driver.tunnel.interface ?? "the tunnel"
            return try driver.isUp(by: discovery)
                ? .missing("\(name) was up already.") : .shown("\(name) was not there yet")
        } catch {
            return .missing(error.trouble.what.forTerminal)
        }
    }

    /// Look-ups at the resolvers of now; there is no guest yet.
    private func lookUps() throws(Refusal) -> [TrafficCell] {
        DrillPlay.lookUps(at: try discovery.resolvers()) { _ in [.root, .user] }.map {
            var cell = $0
            cell.isEarly = true
            return cell
        }
    }

    /// Flows that are there before the tunnel, and new ones.
    private var cells: [TrafficCell] {
        settings.targets.flatMap { target in
            [TrafficCell.Kind.preconnect, .new].flatMap { kind in
                [TrafficCell.Sender.root, .user].flatMap { sender -> [TrafficCell] in
                    let datagrams = TrafficCell(
                        kind, .udp, by: sender, to: target, port: DrillPlay.ports.udp)
                    let stream = TrafficCell(
                        kind, .tcp, by: sender, to: target, port: DrillPlay.ports.tcp)
                    // A connection needs somebody who takes it.
                    return kind == .new || !settings.responders.isEmpty
                        ? [datagrams, stream] : [datagrams]
                }
            }
        }
    }
}
