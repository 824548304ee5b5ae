public import Evidence

/// Whether a fault was a fair chance for something to leave.
extension DrillReading {
    /// Longest pause between two canaries of a cell that is no hole, in nanoseconds: three periods, and
    /// 350 ms for a machine that is busy (310 ms were seen at a load of six on each processor). The
    /// system's resolver may take 2 s more for what it has been asked: it waits as long as its settings
    /// say.
    private func longestPause(_ carrier: TrafficCell.Carrier) -> UInt64 {
        UInt64(3_000_000_000 / max(1, drill.rate))
            + (carrier == .stub ? 2_350_000_000 : 350_000_000)
    }

    /// Why the silence under a fault proves nothing; nil if it does.
    public func doubt(about fault: Int) -> Doubt? {
        let drilled = drill.faults[fault]
        if isRepeated(fault) { return nil }
        if case .missing(let reason) = drilled.proof {
            return Doubt("killswitch.fault_unproven", fact: "\(drilled.id.rawValue): \(reason)")
        }
        guard sawHeartbeat(since: drilled.from) else {
            return Doubt(
                "control.tap_heartbeat",
                fact: "no heartbeat was captured since \(drilled.id.rawValue)")
        }
        if let outage = outage(under: fault), isTooShort(fault) {
            return Doubt(
                "killswitch.fault_too_short",
                fact: "\(drilled.id.rawValue): the tunnel carried again after "
                    + "\(outage / 1_000_000) ms")
        }
        for cell in drill.cells.indices where drilled.id.concerns(drill.cells[cell]) {
            let pause = longestPause(of: cell, under: fault)
            guard pause > longestPause(drill.cells[cell].carrier) else { continue }
            return Doubt(
                "killswitch.paused",
                fact: "\(drill.cells[cell].title) paused for \(pause / 1_000_000) ms under "
                    + drilled.id.rawValue)
        }
        guard drilled.recovered != nil else {
            return Doubt(
                "killswitch.not_recovered",
                fact: "no canary was answered again after \(drilled.id.rawValue)")
        }
        return nil
    }

    /// Whether the taps saw anything of ours from a fault's beginning on: the senders' log is no sensor.
    private func sawHeartbeat(since time: UInt64) -> Bool {
        let marks = recording.subject.stages.marks
        let stage = marks.lastIndex { $0.at <= time } ?? 0
        return marks.indices.dropFirst(stage).contains {
            recording.ledger.expected(.heartbeat, stage: $0).packets > 0
        }
    }

    /// The longest time under a fault in which a cell tried nothing, in nanoseconds.
    private func longestPause(of cell: Int, under fault: Int) -> UInt64 {
        let drilled = drill.faults[fault]
        var last = drilled.at
        var longest: UInt64 = 0
        for attempt in attempts(in: cell, under: fault) {
            // A clock that was set back in the meantime makes no pause.
            longest = max(longest, attempt.at - min(last, attempt.at))
            last = attempt.at
        }
        return max(longest, drilled.until - min(last, drilled.until))
    }

    /// Canaries a second that were really sent in each kind of traffic: in the kind, and under the fault, with
    /// the fewest of them. What is within a twentieth of the rate that was asked for is that rate. The
    /// system's resolver does not count: while it waits it is not asked more than it takes.
    public var rate: Int {
        let rates = drill.faults.indices.flatMap { fault -> [Double] in
            let drilled = drill.faults[fault]
            guard drilled.until > drilled.at else { return [] }
            let seconds = Double(drilled.until - drilled.at) / 1e9
            return drill.cells.indices.filter { cell in
                drill.cells[cell].carrier != .stub && drilled.id.concerns(drill.cells[cell])
            }.map { Double(attempts(in: $0, under: fault).count) / seconds }
        }
        guard let fewest = rates.min(), fewest < 0.95 * Double(drill.rate) else {
            return drill.rate
        }
        return Int(fewest)
    }

    /// The longest time that lay between two canaries of a kind of traffic under a fault, in nanoseconds: what
    /// opened for longer was met by each kind. Left out are open connections, which send what waits when
    /// they please, and the system's resolver.
    public var longestGap: UInt64 {
        drill.faults.indices.filter { !isRepeated($0) }.flatMap { fault in
            drill.cells.indices.filter { index in
                let cell = drill.cells[index]
                return drill.faults[fault].id.concerns(cell) && cell.carrier != .stub
                    && !(cell.isLasting && cell.carrier == .tcp)
            }.map { longestPause(of: $0, under: fault) }
        }.max() ?? 0
    }

    /// Whether the firewall alone held new flows under some fault, or something left: else nothing
    /// tested a kill switch.
    public var isExercised: Bool {
        drill.faults.indices.contains { fault in
            tried(under: fault).contains { scope in
                scope.kind == .new && [.firewall, nil].contains(hold(of: scope, under: fault))
            }
        }
    }
}

extension TrafficCell {
    /// A short name for people.
    public var title: String {
        let what =
            switch kind {
            case .new: "new flows"
            case .established: "established flows"
            case .preconnect: "flows from before the tunnel"
            case .dns: "look-ups"
            }
        let who =
            switch sender {
            case .root: "root"
            case .user: "a user"
            case .forwarded: "a guest"
            }
        return "\(what) of \(who) over IPv\(version) (\(carrier.rawValue))"
    }
}

extension FaultID {
    /// Whether a kind of traffic can be tried under it: before the tunnel there are no flows through it, and
    /// neither its resolvers nor guests; and later nobody asks those of before it.
    func concerns(_ cell: TrafficCell) -> Bool {
        guard self == .boot else { return !cell.isEarly }
        return cell.isEarly
            || [.new, .preconnect].contains(cell.kind) && cell.sender != .forwarded
    }
}
