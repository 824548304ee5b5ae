internal import Evidence
internal import Wire

/// What a report says of the run as a whole.
struct RunFacts {
    let scene: Case
    /// What was asked for.
    let judgements: [Judgement]
    /// What was judged and not asked for.
    let unasked: Set<CheckID>

    private var recording: Recording { scene.recording }
    private var subject: Subject { recording.subject }

    /// Frames of all files.
    var packetCount: Int { subject.files.reduce(0) { $0 + Int(clamping: $1.frames) } }

    /// Bytes of what was counted on the underlay and inside.
    var byteCount: Int { Int(clamping: recording.ledger.totalBytes(subject.stages)) }

    var tunnel: Report.Tunnel {
        let inner = subject.vantages.indices.first { subject.vantages[$0].role == .tunnel }
        let seen = recording.ledger.examinations.first?.protocolName
        // A capture may be judged under hundreds of entries; a reader needs the first few.
        let hops = subject.outer.prefix(8).map { flow in
            let isHost = Int(flow.prefix.length) == (flow.prefix.isIPv4 ? 32 : 128)
            return Report.Hop(
                role: "entry", address: isHost ? "\(flow.prefix.address)" : "\(flow.prefix)",
                port: flow.port)
        }
        return Report.Tunnel(
            driver: seen.map { $0.lowercased() } ?? "unknown",
            interface: inner.map(subject.name(ofVantage:)), hops: Array(hops) + innerHops)
    }

    /// The ends of tunnels inside the outermost one; none where nobody followed them.
    private var innerHops: [Report.Hop] {
        let inner = recording.host?.hops.dropFirst().prefix(8) ?? []
        return inner.indices.map { index in
            Report.Hop(
                role: index == inner.indices.last ? "exit" : "relay",
                address: inner[index].address?.description, port: inner[index].port)
        }
    }

    var capture: Report.Capture {
        let own = subject.vantages.indices.filter { subject.vantages[$0].file == 0 }
        return Report.Capture(
            file: subject.files[0].name, sha256: subject.files[0].hash,
            linkType: own.first.map { Int(subject.vantages[$0].link.rawValue) },
            received: Int(clamping: subject.files[0].frames),
            dropped: subject.files[0].dropped.map { Int(clamping: $0) },
            interfaces: subject.vantages.indices.map { index in
                Report.Interface(
                    name: subject.name(ofVantage: index),
                    role: Report.Interface.Role(rawValue: subject.vantages[index].role.rawValue)
                        ?? .underlay)
            })
    }

    var coverage: Report.Coverage {
        Report.Coverage(
            gaps: recording.coverage.gaps.map {
                Report.Gap(code: $0.code, text: OutsideText($0.text))
            })
    }

    var controls: [Report.Control] {
        let whole = recording.coverage.gap(breaking: .tap) == nil
        let alive = recording.steadyStages.map { recording.outerTraffic(stage: $0) }
        let classed = judgements.filter { $0.check.control != nil }
        let proven = classed.filter { judgement in
            recording.triedStages.allSatisfy { stage in
                recording.inside(stage: stage).contains {
                    judgement.check.control?($0.traffic) ?? false
                }
            }
        }
        let fired = judgements.filter(\.canFire)
        let protected = !recording.steadyStages.isEmpty
        var controls = [
            Report.Control(
                id: .tunnelClass,
                title: "Traffic that a check would claim was seen inside the tunnel",
                isProven: protected && !proven.isEmpty,
                counted: (classed.count, protected ? proven.count : 0)),
            Report.Control(
                id: .outerAlive, title: "The outer flow was seen both ways in each stage",
                isProven: protected
                    && alive.allSatisfy { !$0.sent.isEmpty && !$0.received.isEmpty }
                    && recording.coverage.gap(breaking: .tunnelAlive) == nil),
            Report.Control(
                id: .drops, title: "The capture is complete and lost no frame", isProven: whole),
            Report.Control(
                id: .detector, title: "Each check found its own made-up leak",
                isProven: fired.count == judgements.count,
                counted: (judgements.count, fired.count)),
        ]
        if recording.isLive { controls += liveControls }
        return controls
    }

    /// The controls that only a run of our own has.
    private var liveControls: [Report.Control] {
        let routed = recording.answers.filter { $0.path == .routed && $0.isTried }
        let answered = routed.filter { $0.outcome == .answered }
        let fault: [Report.Control] =
            recording.drill.map { drill in
                let shown = drill.faults.filter {
                    if case .shown = $0.proof { true } else { false }
                }
                return [
                    Report.Control(
                        id: .fault, title: "Each fault was seen to happen",
                        isProven: !shown.isEmpty && shown.count == drill.faults.count,
                        counted: (drill.faults.count, shown.count))
                ]
            } ?? []
        return fault + [
            Report.Control(
                id: .tapHeartbeat,
                title: "Our heartbeat was captured on each underlay all the time",
                isProven: !recording.coverage.gaps.contains { $0.code == "control.tap_heartbeat" }),
            Report.Control(
                id: .path, title: "Probes were answered through the tunnel",
                isProven: !answered.isEmpty, counted: (routed.count, answered.count)),
            Report.Control(
                id: .leakable, title: "Without protection the probes could leave by an underlay",
                isProven: recording.isLeakable(true) || recording.isLeakable(false)),
        ]
    }

    var stages: [Report.Stage] {
        let marks = subject.stages.marks
        return subject.reachedStages.map { index in
            let from = max(marks[index].at, subject.start)
            let to = min(index + 1 < marks.count ? marks[index + 1].at : .max, subject.end)
            return Report.Stage(
                name: marks[index].stage.reported, from: seconds(from), to: seconds(to))
        }
    }

    /// The frames of all leaks, each once; nil if there is none.
    func leaked(_ findings: [Report.Finding]) -> Report.Leaked? {
        let leaking = Set(findings.filter { $0.severity.isLeak }.map(\.checkID))
        var tally = Tally()
        for stratum in recording.violations(in: scene.judgedStages) {
            guard let cause = scene.causes[stratum.index], leaking.contains(cause) else { continue }
            tally.add(stratum.tally)
        }
        guard !tally.isEmpty else { return nil }
        let digits = subject.captureDigits
        return Report.Leaked(
            packetCount: Int(clamping: tally.packets), byteCount: Int(clamping: tally.bytes),
            exposure: Double(tally.last - tally.first) / 1e9,
            firstAt: Timestamp(nanoseconds: tally.first).rfc3339(digits: digits),
            lastAt: Timestamp(nanoseconds: tally.last).rfc3339(digits: digits))
    }

    var limits: [Report.Limit] {
        var limits: [Report.Limit] = []
        func add(_ code: String, _ text: String) {
            limits.append(Report.Limit(reasonCode: code, text: OutsideText(text)))
        }
        if subject.host.basis == .inferred {
            let names =
                subject.host.stations.map(\.description) + subject.host.addresses.map(\.description)
            add(
                "capture.host_inferred",
                "Taken for the audited machine, since it alone sends to the outer flow: "
                    + names.joined(separator: ", ") + ". Say --host to be certain.")
        }
        if subject.files[0].dropped == nil {
            add(
                "capture.drops_unknown",
                "The file does not say whether frames were lost; none are assumed to be.")
        }
        for name in scene.policy.expired {
            add("policy.expired", "The policy's entry \(name) has expired and does not hold.")
        }
        if recording.isLive, recording.sockets == nil {
            add("programs.unseen", "The sockets could not be watched, so no program is named.")
        }
        if !unasked.isEmpty { add(Report.Limit.notAsked, unaskedText) }
        if let drill = recording.drill {
            limits += drillLimits(drill)
        } else {
            add("scope.killswitch", "What happens when a node drops was not tested on purpose.")
        }
        return limits
    }

    /// What a drill cannot tell: how long it watched, and what nothing tested.
    private func drillLimits(_ drill: Drill) -> [Report.Limit] {
        let asked = drill.faults.filter { !$0.isAfterRecovery }
        let shortest = asked.map { $0.until - $0.at }.min() ?? 0
        var limits = [
            Report.Limit(
                reasonCode: "killswitch.watched",
                text: OutsideText(
                    "Each fault was watched for \(shortest / 1_000_000_000) s; what opens later was "
                        + "not seen."))
        ]
        let reading = DrillReading(recording)
        if let rate = reading?.rate, rate < drill.rate {
            limits.append(
                Report.Limit(
                    reasonCode: "killswitch.rate",
                    text: OutsideText(
                        "\(rate) canaries a second were sent in a kind of traffic, not \(drill.rate); "
                            + "what opened for less than \((reading?.longestGap ?? 0) / 1_000_000 + 1) ms "
                            + "may not have been seen.")))
        }
        if reading?.isExercised == false {
            limits.append(
                Report.Limit(
                    reasonCode: "killswitch.not_exercised",
                    text: OutsideText(
                        "No fault broke the tunnel's own hold, so nothing tested a kill switch.")))
        }
        return limits + (DrilledRules(recording)?.limits ?? [])
    }

    /// Which checks nobody asked for, and what left outside all the same.
    private var unaskedText: String {
        let strays = recording.violations(in: scene.judgedStages)
            .filter { scene.causes[$0.index].map(unasked.contains) ?? false }
        let packets = strays.reduce(0) { $0 + $1.tally.packets }
        let names = unasked.sorted().map(\.name)
        // A text from outside is cut at 200 characters.
        let named = names.prefix(3).joined(separator: ", ")
        let more = names.count > 3 ? " and \(names.count - 3) more" : ""
        let (noun, verb) = packets == 1 ? ("packet", "belongs") : ("packets", "belong")
        return "Not asked for: \(named)\(more)."
            + (packets == 0 ? "" : " \(packets) \(noun) outside the tunnel \(verb) to them.")
    }

    private func seconds(_ nanoseconds: UInt64) -> Double {
        Timestamp(nanoseconds: nanoseconds).seconds(since: Timestamp(nanoseconds: subject.start))
    }
}

extension Subject {
    /// What people call an interface.
    func name(ofVantage index: Int) -> OutsideText {
        let vantage = vantages[index]
        if let name = vantage.name { return name }
        // A classic pcap does not name its interface.
        return files[vantage.file].name
    }

    /// Digits of a second that times of the capture have.
    var captureDigits: Int {
        // In a recording the frames of the tunnel stand before those of the underlay.
        let own = vantages.filter { $0.file == 0 }
        return (own.first { $0.role == .underlay } ?? own.first)?.digits ?? 6
    }
}
