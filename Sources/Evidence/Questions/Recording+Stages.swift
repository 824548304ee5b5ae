/// Which stages count.
extension Recording {
    /// The stages of the capture in which the tunnel promised to hold all traffic.
    public var protectedStages: [Int] {
        subject.reachedStages.filter { subject.stages.marks[$0].stage.isProtected }
    }

    /// The protected stages in which the tunnel is to carry traffic: of a drill all but those under a fault,
    /// where only the heartbeat still shows that a leak would have been seen.
    public var steadyStages: [Int] {
        guard drill != nil else { return protectedStages }
        return protectedStages.filter { subject.stages.marks[$0].stage != .faulted }
    }

    /// The stages in which each kind of traffic is tried through the tunnel: where the run has stages
    /// behind a fault, only those before it.
    public var triedStages: [Int] {
        let connected = steadyStages.filter { subject.stages.marks[$0].stage == .connected }
        return drill == nil || connected.isEmpty ? steadyStages : connected
    }

    /// The stages in which a stray frame is a leak: the protected ones, or all of them where a kill
    /// switch is promised at all times.
    public func judgedStages(killSwitchAlways: Bool) -> [Int] {
        killSwitchAlways ? subject.reachedStages : protectedStages
    }

    /// Flows that left outside the tunnel without leave, in one of these stages.
    public func violations(in stages: [Int]) -> [Ledger.Stratum] {
        ledger.strata.filter {
            stages.contains($0.stage) && subject.vantages[$0.vantage].role == .underlay
        }
    }

    /// Flows inside the tunnel in one stage.
    public func inside(stage: Int) -> [Ledger.Stratum] {
        ledger.strata.filter {
            $0.stage == stage && subject.vantages[$0.vantage].role == .tunnel
        }
    }

    /// What was seen of the outer flows in one stage: sent and received.
    public func outerTraffic(stage: Int) -> (sent: Tally, received: Tally) {
        var sent = Tally()
        var received = Tally()
        for number in allowance.outer.indices {
            sent.add(ledger.expected(.outer(number, isSent: true), stage: stage))
            received.add(ledger.expected(.outer(number, isSent: false), stage: stage))
        }
        return (sent, received)
    }
}
