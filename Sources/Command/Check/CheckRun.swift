internal import Audit
internal import Capture
internal import Evidence
internal import Gather
internal import Glibc
internal import Host
internal import Probes
internal import Reports
internal import Wire

/// One run after the other of the same kind, inside the namespaces that the user names.
struct CheckRun: Sendable {
    let settings: RunSettings
    let enclosure: Enclosure
    let pace: Pace
    let talk: Talk
    /// Whether the user may be asked something.
    let mayAsk: Bool
    /// What is drilled; nil where nothing is disturbed.
    var drill: DrillSettings?

    /// How long a run takes at the most, for people.
    private var longest: String {
        let seconds = (pace.limit + pace.handshake) / .seconds(1)
        return "\(Int(seconds.rounded(.up)) + 1) s"
    }

    /// What would be watched and asked, and which commands would be run.
    func plan() throws(Refusal) -> String {
        try inside(nil) { () throws(Refusal) in
            if let driver = settings.driver, try !driver.isUp(by: discovery) {
                return DrivenPlanText(
                    driver: driver, interfaces: try discovery.surroundings(), file: settings.file
                ).text + (drill?.plan ?? "")
            }
            let play = try Play(discovery.found(), settings)
            return PlanText(
                scene: play.scene, scenario: play.scenario, outsiders: play.outsiders,
                file: settings.file, drill: drill?.plan ?? ""
            ).text
        }
    }

    /// Records a run in a folder under a name; codes of what it cannot tell.
    func record(as name: String, in folder: RunFolder) throws(Refusal) -> [String] {
        guard let driver = settings.driver else { return try record(as: name, in: folder, by: nil) }
        guard geteuid() == 0 else { throw .mayNotDrive(driver) }
        let isUp = try inside(nil) { () throws(Refusal) in try driver.isUp(by: discovery) }
        guard !isUp else {
            talk.say("the tunnel is up already: it is tested as it is, and stays up")
            return try record(as: name, in: folder, by: nil)
        }
        let undoing = try Undoing(
            in: enclosure, named: settings.enclosure, place: driver.place, talk)
        defer { undoing.undo() }
        return try record(
            as: name, in: folder,
            by: DrivenTunnel(
                driver: driver, journal: undoing.journal, discovery: discovery, pace: pace,
                talk: talk))
    }

    /// Records it with the tunnel that is up, or with one that is brought up for it.
    private func record(
        as name: String, in folder: RunFolder, by tunnel: DrivenTunnel?
    ) throws(Refusal) -> [String] {
        try inside(folder.descriptor) { () throws(Refusal) in
            let began = ContinuousClock.now
            let course = Course()
            let opening: Session.Plan
            if let tunnel {
                opening = try tunnel.opening(as: name)
            } else {
                let scene = try discovery.found()
                tell(scene, since: began)
                try Handshake(machine: scene.machine.machine, pace: pace, talk: talk)
                    .demand(of: scene.tunnels.map(\.name))
                opening = try whole(course.begin(try Play(scene, settings), pace, as: name))
            }
            let session = Session(
                opening, in: seats(opening, course, tunnel),
                connecting: tunnel.map { connecting($0, course, as: name) })
            do throws(GatherError) {
                try session.run()
            } catch {
                throw course.refusal ?? Refusal.gather(error, left: folder.leftovers(of: name))
            }
            talk.detail(1, "recorded in \(SceneText.seconds(since: began)) s")
            tell(course.answers)
            return Container.isAround ? [Container.code] : []
        }
    }

    /// Brings the tunnel up and gives the plan for it.
    private func connecting(
        _ tunnel: DrivenTunnel, _ course: Course, as name: String
    ) -> Session.Connecting {
        { () throws(GatherError) in
            let began = ContinuousClock.now
            do throws(Refusal) {
                let scene = try tunnel.connect()
                tell(scene, since: began)
                return try whole(
                    course.begin(
                        try Play(scene, settings, run: course.begun?.plan.run), pace, as: name))
            } catch {
                course.refusal = error
                throw GatherError(error.trouble.code, "The tunnel did not come up.")
            }
        }
    }

    /// A plan with all that a drill lets the tunnel do.
    private func whole(_ plan: Session.Plan) throws(Refusal) -> Session.Plan {
        var plan = plan
        plan.outer += try DrillFaults.furtherOuter(drill)
        return plan
    }

    /// Does something in the namespaces, in a folder.
    private func inside<Value: Sendable>(
        _ folder: Int32?, _ body: @escaping @Sendable () throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        let result: Result<Value, Refusal>
        do throws(HostError) {
            result = try enclosure.run(in: folder) { Result(catching: body) }
        } catch {
            throw .enclosure(error)
        }
        return try result.get()
    }

    private var discovery: Discovery {
        Discovery(
            machine: Machine(enclosure.network), uplinks: settings.uplinks,
            tunnels: settings.tunnels, proxy: settings.proxy, outer: settings.outer, talk: talk,
            mayAsk: mayAsk)
    }

    private func seats(
        _ opening: Session.Plan, _ course: Course, _ tunnel: DrivenTunnel?
    ) -> Seats {
        let ends = course.cast?.play.ends ?? []
        return Seats(
            sensor: { descriptor throws(GatherError) in
                try LiveCapture(
                    to: descriptor, tool: "watertight \(Version.tool.version)",
                    interfaces: opening.interfaces.map { (index: $0.index, name: $0.name) },
                    ends: ends, holdBack: drill == nil ? .short : .long)
            },
            heartbeat: { indexes throws(GatherError) in try TapHeartbeat(on: indexes) },
            probe: { questions in
                let answers = course.cast?.prober.ask(questions) ?? []
                course.add(answers)
                return answers
            },
            outsiders: { course.cast?.play.outsiders.answers() ?? [] },
            machine: { () throws(GatherError) in
                guard let cast = course.cast else {
                    throw GatherError("host.refused", "The machine was not read before the run.")
                }
                try cast.guest.leave()
                var facts = try cast.play.scene.machine.facts(since: cast.play.scene.facts)
                facts.rulesets = course.rules.sightings
                return facts
            },
            witness: {
                do throws(HostError) {
                    return try SocketWatch(yields: drill != nil)
                } catch {
                    // The report of a run without a witness says what it could not see.
                    return nil
                }
            },
            eve: { () throws(GatherError) in
                guard let drill, let driver = tunnel?.driver else { return [] }
                let eve = DrillEve(
                    settings: settings, drill: drill, driver: driver, discovery: discovery,
                    rules: course.rules, talk: talk)
                let begun = try course.refusing { () throws(Refusal) in try eve.begin() }
                course.begun = begun
                return begun.marks
            },
            drill: { () throws(GatherError) in
                guard let drill, let cast = course.cast else { return nil }
                return try course.refusing { () throws(Refusal) in
                    let drill = DrillPlay(
                        play: cast.play, guest: cast.guest, settings: drill,
                        begun: course.begun, rules: course.rules, talk: talk)
                    return try drill.course(
                        on: FaultScene(
                            enclosure, named: settings.enclosure, place: TunnelDriver.folder()))
                }
            })
    }

    /// Tells what is being watched.
    private func tell(_ scene: Discovery.Scene, since began: ContinuousClock.Instant) {
        talk.say(SceneText(scene: scene, longest: longest).line)
        talk.detail(1, "found in \(SceneText.seconds(since: began)) s")
    }

    /// Tells what became of each probe, and which responder of the user's never answered.
    private func tell(_ answers: [Answer]) {
        for answer in answers { talk.detail(2, SceneText.line(of: answer)) }
        for target in settings.responders {
            let asked = answers.filter {
                $0.remote == target && $0.path == .routed && $0.outcome != .sent
            }
            if !asked.isEmpty, !asked.contains(where: { $0.outcome == .answered }) {
                talk.warn(.silent(target, tries: asked.count))
            }
        }
    }
}
