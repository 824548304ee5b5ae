internal import Checks
internal import Glibc
internal import Testing
internal import Wire

@testable internal import Audit
@testable internal import Evidence

/// What a reading of a drill makes of canaries and of frames that left, to the nanosecond.
struct DrillReadingTests {
    private static let at: UInt64 = 10_000_000_000
    private static let until: UInt64 = 20_000_000_000

    /// A canary of a cell that was refused by a rule.
    private static let blocked = Attempt.Outcome.refused(EPERM)

    /// New flows and open ones over both versions of IP, look-ups, and new flows of a guest.
    private static let cells = [
        TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000),
        TrafficCell(.new, .udp, by: .root, to: Specimen.server6, port: 4000),
        TrafficCell(.established, .udp, by: .root, to: Specimen.server, port: 4000),
        TrafficCell(.dns, .udp, by: .root, to: Specimen.server, port: 53),
        TrafficCell(.new, .udp, by: .forwarded, to: Specimen.server, port: 4000),
        TrafficCell(.new, .tcp, by: .root, to: Specimen.server, port: 4001),
        TrafficCell(.established, .udp, by: .user, to: Specimen.server, port: 4000),
        TrafficCell(.new, .udp, by: .user, to: Specimen.server, port: 4000),
    ]

    /// A drill of one fault, in a recording that holds one frame of each kind.
    private struct Scene {
        var recording: Recording
        var drill: Drill
        private let kinds: [String: Int]

        init(_ fault: FaultID = .interfaceDeleted, rate: Int = 20) {
            let (own, own6) = (Specimen.address, Specimen.address6)
            recording = Specimen(
                [
                    Specimen.sent.udp(own, 40_000, Specimen.server, 4000, [1]),
                    Specimen.sent.udp(own6, 40_000, Specimen.server6, 4000, [1]),
                    Specimen.sent.udp(Specimen.inner, 40_000, Specimen.server, 4000, [1]),
                    Specimen.sent.frame(EtherType.heartbeat, [0, 0, 0, 0]),
                ], answers: []
            ).recording()
            var kinds: [String: Int] = [:]
            for stray in recording.violations(in: [0]) {
                let traffic = stray.traffic
                let isInner = traffic.traits.contains(.innerSource)
                kinds[isInner ? "inner" : traffic.isIPv4 ? "v4" : "v6"] = stray.index
            }
            self.kinds = kinds
            var drilled = DrilledFault(
                fault, from: at - 1_000, at: at, until: until, undone: until + 1_000,
                proof: .shown("made up"))
            drilled.recovered = until + 2_000
            drilled.ways = [
                DrilledFault.Way(version: 4, sender: .root, interface: "eth0"),
                DrilledFault.Way(version: 6, sender: .root, interface: "wg0"),
                DrilledFault.Way(version: 4, sender: .forwarded, interface: nil),
            ]
            drill = Drill(cells: cells, faults: [drilled], rate: rate)
        }

        /// Canaries of a cell, in order of time.
        mutating func tries(_ cell: Int, _ canaries: [(UInt64, Attempt.Outcome)]) {
            for (index, canary) in canaries.enumerated() {
                drill.attempts.append(
                    Attempt(
                        cell: cell, number: index + 1, at: canary.0, localPort: 0,
                        outcome: canary.1))
            }
            drill.attempts.sort { ($0.cell, $0.number) < ($1.cell, $1.number) }
        }

        /// A frame that left, of a kind that the recording holds.
        mutating func leaves(_ cell: Int?, _ time: UInt64 = at + 1, _ kind: String = "v4") throws {
            let stratum = try #require(kinds[kind])
            drill.strays.append(
                StrayFrame(
                    at: time, length: 60, number: 1, stratum: stratum, cell: cell,
                    remote: Specimen.server, remotePort: 4000))
        }

        var reading: DrillReading {
            get throws {
                var recording = recording
                recording.drill = drill
                return try #require(DrillReading(recording))
            }
        }

        /// The reason code of what a check decides not to decide; nil where it decides.
        func verdict(_ id: CheckID) throws -> String? {
            var recording = recording
            recording.drill = drill
            let check = try #require(Catalogue.checks.first { $0.id == id })
            let judged = check.judge(Case(recording, Policy(), checks: Catalogue.checks))
            guard case .inconclusive(let doubt) = judged else { return nil }
            return doubt.code
        }

        func doubt() throws -> String? { try reading.doubt(about: 0)?.code }

        func rate() throws -> Int { try reading.rate }

        func share() throws -> OpenShare? {
            try reading.share(of: Array(reading.strays(under: 0)), under: 0)
        }

        func hold(_ cell: Int) throws -> Hold? {
            try reading.hold(of: DrillScope(drill.cells[cell]), under: 0)
        }

        func opening(of stray: Int = 0) throws -> Opening {
            try reading.opening(of: drill.strays[stray], under: 0)
        }
    }

    // MARK: Times

    @Test func aCanaryIsOfAFaultFromItsProofToTheBeginningOfItsUndoing() throws {
        var scene = Scene()
        let times = [
            Self.at - 1, Self.at, Self.until - 1, Self.until, Self.until + 500, Self.until + 5_000,
        ]
        scene.tries(0, times.map { ($0, Self.blocked) })
        let reading = try scene.reading
        #expect(reading.attempts(in: 0, under: 0).map(\.number) == [2, 3])
    }

    @Test func aFrameIsOfAFaultFromItsFirstMomentToTheNextOnes() throws {
        var scene = Scene()
        let next = Self.until + 10_000
        scene.drill.faults.append(
            DrilledFault(
                .clientSIGKILL, from: next, at: next, until: next + 10, undone: next + 10,
                proof: .shown("made up")))
        let times = [Self.at - 1_001, Self.at - 1_000, Self.until + 1, next - 1, next, next + 100]
        for time in times { try scene.leaves(0, time) }
        let reading = try scene.reading
        #expect(reading.strays(under: 0).map(\.at) == Array(times[1...3]))
        #expect(reading.strays(under: 1).map(\.at) == Array(times[4...5]))
    }

    @Test func whatIsAnsweredBehindTheUndoingWasHeldUnderTheFault() throws {
        for (delay, isInTime) in [(UInt32(1_000), true), (1_001, false)] {
            var scene = Scene()
            scene.tries(0, [(Self.until - 1_000_000, .answered(delay))])
            let attempt = scene.drill.attempts[0]
            let reading = try scene.reading
            #expect(reading.isAnswered(attempt, under: 0) == isInTime)
            #expect(try scene.hold(0) == (isInTime ? .tunnel : .refused))
        }
    }

    // MARK: What held

    @Test(arguments: [
        (Attempt.Outcome.refused(EPERM), Hold.firewall), (.refused(EACCES), .firewall),
        (.refused(ENETUNREACH), .routes), (.refused(EHOSTUNREACH), .routes),
        (.refused(EADDRNOTAVAIL), .routes), (.refused(ECONNREFUSED), .refused),
        (.answered(1), .tunnel),
    ])
    func whoeverRefusedACanaryHeldIt(_ outcome: Attempt.Outcome, _ hold: Hold) throws {
        var scene = Scene()
        scene.tries(0, [(Self.at, outcome)])
        #expect(try scene.hold(0) == hold)
    }

    @Test(arguments: [Attempt.Outcome.sent, .refused(EAGAIN), .refused(ETIMEDOUT)])
    func silenceIsNeverHeldByTheFirewall(_ outcome: Attempt.Outcome) throws {
        var scene = Scene()
        // The routes lead to eth0, to wg0, and nowhere; of a user nobody knows.
        for (cell, hold) in [(0, Hold.refused), (1, .tunnel), (4, .routes)] {
            scene.tries(cell, [(Self.at, outcome)])
            #expect(try scene.hold(cell) == hold)
        }
        scene.drill.cells[5].sender = .user
        scene.tries(5, [(Self.at, outcome)])
        #expect(try scene.hold(5) == .refused)
    }

    @Test func whatLeftIsHeldByNothing() throws {
        for (kind, cell) in [("v4", 0), ("v6", 1), ("inner", 0)] {
            var scene = Scene()
            scene.tries(cell, [(Self.at, Self.blocked), (Self.at + 1, Self.blocked)])
            #expect(try scene.hold(cell) == .firewall)
            try scene.leaves(cell, Self.at + 1, kind)
            #expect(try scene.hold(cell) == nil)
        }
    }

    @Test func whatHeldMostHoldsAndOfEqualsWhatProvesLeast() throws {
        var scene = Scene()
        scene.tries(
            0, [(Self.at, Self.blocked), (Self.at + 1, Self.blocked), (Self.at + 2, .answered(1))])
        #expect(try scene.hold(0) == .firewall)
        scene = Scene()
        scene.tries(0, [(Self.at, Self.blocked), (Self.at + 1, .answered(1))])
        #expect(try scene.hold(0) == .tunnel)
    }

    /// A client that was killed leaves its interface for a while, which takes what is sent in silence.
    @Test func whatHeldBeforeTheFaultWasSeenSaysNothingWhereSomethingHeldBehindIt() throws {
        var scene = Scene()
        let before: [(UInt64, Attempt.Outcome)] = (0..<9).map { (Self.at + $0, .sent) }
        scene.tries(0, before + [(Self.at + 9, Self.blocked)])
        #expect(try scene.hold(0) == .refused)
        scene.drill.faults[0].shown = Self.at + 9
        #expect(try scene.hold(0) == .firewall)
        // Nothing was tried behind it.
        scene.drill.faults[0].shown = Self.at + 10
        #expect(try scene.hold(0) == .refused)
    }

    @Test func aRuleThatRefusesOneCarrierInTheWordsOfARouterIsStillARule() throws {
        var scene = Scene()
        scene.tries(0, [(Self.at, Self.blocked)])
        scene.tries(5, [(Self.at, .refused(EHOSTUNREACH))])
        #expect(try scene.hold(0) == .firewall)
        // Nor does a connection that the tunnel delivered hide it.
        scene.drill.attempts.removeAll { $0.cell == 5 }
        scene.tries(5, [(Self.at, .answered(1))])
        #expect(try scene.hold(0) == .firewall)
    }

    @Test func whatWasNotTriedIsHeldByNothing() throws {
        var scene = Scene()
        scene.tries(0, [(Self.until, Self.blocked)])
        #expect(try scene.hold(0) == nil)
        let reading = try scene.reading
        #expect(reading.tried(under: 0).isEmpty)
    }

    // MARK: What let it out

    @Test func aGapBetweenVersionsTakesAFirewallThatHeldTheOther() throws {
        for (outcome, opening) in [
            (Self.blocked, Opening.familyGap), (.refused(ENETUNREACH), .fault), (.sent, .fault),
        ] {
            var scene = Scene()
            scene.tries(0, [(Self.at, outcome)])
            try scene.leaves(1, Self.at + 1, "v6")
            #expect(try scene.opening() == opening)
        }
        var scene = Scene()
        scene.tries(0, [(Self.at, Self.blocked)])
        try scene.leaves(1, Self.at + 1, "v6")
        try scene.leaves(0, Self.at + 2)
        #expect(try scene.opening() == .fault)
    }

    /// An error, which has no port of its own, and the source that the rules give it.
    @Test(arguments: ["v4", "inner"])
    func whatWasSeenToComeInIsAGuestsThoughNoCanaryOfItsIsKnown(_ kind: String) throws {
        var scene = Scene()
        try scene.leaves(4)
        try scene.leaves(nil, Self.at + 2, kind)
        #expect(try scene.opening() == (kind == "v4" ? .fault : .forwarded))
        #expect(try scene.opening(of: 1) == (kind == "v4" ? .fault : .innerSource))
        scene.drill.strays[1].isForwarded = true
        #expect(try scene.opening() == .forwarded)
        #expect(try scene.opening(of: 1) == .forwarded)
    }

    @Test func whatAGuestSendsIsItsOwnOnlyWhileTheMachineIsHeld() throws {
        var scene = Scene()
        try scene.leaves(4)
        #expect(try scene.opening() == .forwarded)
        try scene.leaves(0)
        #expect(try scene.opening() == .fault)
        // Over the other version of IP the machine's own traffic says nothing of this one.
        scene = Scene()
        try scene.leaves(4)
        try scene.leaves(1, Self.at + 1, "v6")
        #expect(try scene.opening() == .forwarded)
    }

    @Test func lookUpsAndOpenFlowsAreForgottenOnlyWhileNewFlowsAreHeld() throws {
        for (cell, forgotten) in [(2, Opening.established), (3, .dnsExempt)] {
            var scene = Scene()
            try scene.leaves(cell)
            #expect(try scene.opening() == forgotten)
            try scene.leaves(0)
            #expect(try scene.opening() == .fault)
        }
    }

    @Test func newFlowsOfOneSenderSpeakForAllOfTheMachineAndForNoGuest() throws {
        for kind in ["v4", "inner"] {
            var scene = Scene()
            try scene.leaves(6, Self.at + 1, kind)
            #expect(try scene.opening() == .established)
            try scene.leaves(4)
            #expect(try scene.opening() == .established)
            try scene.leaves(0)
            #expect(try scene.opening() == (kind == "v4" ? .fault : .innerSource))
            // A rule that held the sender's own new flows forgot its open ones, whatever others may.
            scene.tries(7, [(Self.at, Self.blocked)])
            #expect(try scene.opening() == .established)
        }
    }

    @Test func lookUpsThatLeaveBecauseTheirResolverDiedAreTheFaults() throws {
        var scene = Scene(.dnsOutage)
        try scene.leaves(3)
        #expect(try scene.opening() == .fault)
    }

    @Test func theTunnelsOwnAddressIsToldApartFromFlowsThatGoOn() throws {
        for (cell, opening) in [
            (0, Opening.innerSource), (2, .established), (nil, .innerSource),
        ] {
            var scene = Scene()
            try scene.leaves(cell, Self.at + 1, "inner")
            #expect(try scene.opening() == opening)
        }
        // Where new flows leave as well, nothing is forgotten.
        var scene = Scene()
        try scene.leaves(2, Self.at + 1, "inner")
        try scene.leaves(0)
        #expect(try scene.opening() == .innerSource)
    }

    @Test func aFrameOfNoCanaryIsANewFlowOfItsVersion() throws {
        for (kind, cell) in [("v4", 0), ("v6", 1)] {
            var scene = Scene()
            scene.tries(cell, [(Self.at, Self.blocked)])
            try scene.leaves(nil, Self.at + 1, kind)
            #expect(try scene.opening() == .fault)
            #expect(try scene.hold(cell) == nil)
        }
    }

    // MARK: Whether it was a fair chance

    /// A drill in which every cell has canaries without a pause.
    private static func fair(_ fault: FaultID = .interfaceDeleted) -> Scene {
        var scene = Scene(fault)
        let times = stride(from: at, to: until, by: 50_000_000).map { ($0, blocked) }
        for cell in scene.drill.cells.indices { scene.tries(cell, times) }
        return scene
    }

    @Test func silenceUnderAFairFaultProvesSomething() throws {
        #expect(try Self.fair().doubt() == nil)
    }

    @Test func silenceWithoutProofOrRecoveryProvesNothing() throws {
        var scene = Self.fair()
        scene.drill.faults[0].recovered = nil
        #expect(try scene.doubt() == "killswitch.not_recovered")
        scene.drill.faults[0].proof = .missing("it still answers")
        #expect(try scene.doubt() == "killswitch.fault_unproven")
    }

    @Test func silenceOfTheTapsProvesNothing() throws {
        var scene = Self.fair()
        scene.recording = Specimen(
            [Specimen.sent.udp(Specimen.address, 40_000, Specimen.server, 4000, [1])], answers: []
        ).recording()
        #expect(try scene.doubt() == "control.tap_heartbeat")
    }

    /// Three periods and 350 ms at 20 canaries a second: 500 ms are no pause, and more is.
    @Test(arguments: [0, 1, 4]) func aCellThatPausedProvesNothing(_ cell: Int) throws {
        // At the beginning, in the middle, and at the end.
        for hole in [Self.at, Self.at + 4_000_000_000, Self.until - 500_000_000] {
            for (length, isPause) in [(UInt64(450_000_000), false), (600_000_000, true)] {
                var scene = Self.fair()
                let start = hole == Self.until - 500_000_000 ? Self.until - length : hole
                scene.drill.attempts.removeAll {
                    $0.cell == cell && start <= $0.at && $0.at < start + length
                }
                let doubt = try scene.doubt()
                #expect((doubt == "killswitch.paused") == isPause, "\(hole) \(length)")
            }
        }
    }

    @Test func beforeTheTunnelGuestsAndLookUpsMayPause() throws {
        var scene = Self.fair(.boot)
        scene.drill.attempts.removeAll { [2, 3, 4].contains($0.cell) }
        #expect(try scene.doubt() == nil)
        // Those of its own, at the resolvers of before it, may not.
        scene.drill.cells[3].isEarly = true
        #expect(try scene.doubt() == "killswitch.paused")
        scene.drill.cells[3].isEarly = false
        scene.drill.attempts.removeAll { $0.cell == 5 }
        #expect(try scene.doubt() == "killswitch.paused")
    }

    @Test func onlyNewFlowsThatTheFirewallHeldOrNothingDidTestAKillSwitch() throws {
        for (cell, outcome, isExercised) in [
            (0, Self.blocked, true), (2, Self.blocked, false), (3, Self.blocked, false),
            (0, .answered(1), false), (0, .refused(ENETUNREACH), false), (0, .sent, false),
        ] {
            var scene = Scene()
            scene.tries(cell, [(Self.at, outcome)])
            let reading = try scene.reading
            #expect(reading.isExercised == isExercised, "\(cell) \(outcome)")
        }
        var scene = Scene()
        scene.tries(0, [(Self.at, .sent)])
        try scene.leaves(0)
        let reading = try scene.reading
        #expect(reading.isExercised)
    }

    // MARK: What must pass

    @Test func sealedTakesTheCheckOfEachFault() throws {
        var scene = Scene(.dnsOutage)
        scene.recording.drill = scene.drill
        scene.recording.isLive = true
        #expect(Headline.required(for: scene.recording).contains("killswitch.dns-exempt"))
    }

    @Test func openFlowsAloneTestNoNewOnes() throws {
        var scene = Self.fair()
        scene.drill.cells = [Self.cells[2]]
        scene.drill.attempts.removeAll { $0.cell != 0 }
        #expect(try scene.verdict("killswitch.interface-down") == "killswitch.untried")
    }

    @Test func behindTheStartNobodyAsksTheResolversOfBeforeIt() throws {
        var scene = Self.fair()
        scene.drill.attempts.removeAll { $0.cell == 3 }
        #expect(try scene.doubt() == "killswitch.paused")
        scene.drill.cells[3].isEarly = true
        #expect(try scene.doubt() == nil)
        #expect(try scene.rate() == 20)
    }

    // MARK: How much was sent

    @Test func whatOpensForLongerThanTheLongestGapIsMet() throws {
        var scene = Self.fair()
        #expect(try scene.reading.longestGap == 50_000_000)
        // Three canaries of one cell are missing.
        scene.drill.attempts.removeAll { $0.cell == 1 && [7, 8, 9].contains($0.number) }
        #expect(try scene.reading.longestGap == 200_000_000)
        scene.drill.cells[1].carrier = .stub
        #expect(try scene.reading.longestGap == 50_000_000)
        // An open connection sends when it pleases, a datagram at once.
        scene.drill.attempts.removeAll { $0.cell == 2 && $0.number < 5 }
        #expect(try scene.reading.longestGap == 200_000_000)
        scene.drill.cells[2].carrier = .tcp
        #expect(try scene.reading.longestGap == 50_000_000)
    }

    @Test func theRateIsThatOfTheKindOfWhichTheFewestWereSent() throws {
        #expect(try Self.fair().rate() == 20)
        // Of 200 canaries of one kind, 9 and then 11 are missing.
        for (missing, rate) in [(9, 20), (11, 18), (110, 9), (200, 0)] {
            var scene = Self.fair()
            scene.drill.attempts.removeAll { $0.cell == 3 && $0.number <= missing }
            #expect(try scene.rate() == rate)
        }
    }

    @Test func theResolverTakesWhatItTakes() throws {
        var scene = Self.fair()
        scene.drill.attempts.removeAll { $0.cell == 3 && $0.number <= 110 }
        #expect(try scene.rate() == 9)
        scene.drill.cells[3].carrier = .stub
        #expect(try scene.rate() == 20)
    }

    @Test func beforeTheTunnelNoGuestSendsTooLittle() throws {
        var scene = Self.fair(.boot)
        scene.drill.attempts.removeAll { $0.cell == 4 }
        #expect(try scene.rate() == 20)
    }

    // MARK: What is listed

    @Test func ofVeryManyFramesTheFirstAndTheLastAreListedAndAllAreCounted() throws {
        var scene = Scene()
        let half = Report.Fault.mostLeaks / 2
        for number in 0..<2 * half { try scene.leaves(0, Self.at + UInt64(number) * 1_000_000) }
        #expect(try scene.reading.report(since: 0).limits.isEmpty)
        try scene.leaves(0, Self.at + UInt64(2 * half) * 1_000_000)
        let report = try scene.reading.report(since: 0)
        let fault = report.faults[0]
        #expect(fault.leaks.count == 2 * half && fault.window?.packetCount == 2 * half + 1)
        #expect(fault.leaks[half - 1] == Double(half - 1) / 1000)
        #expect(fault.leaks[half] == Double(half + 1) / 1000)
        #expect(fault.cells[0].bins.reduce(0) { $0 + $1.leaked } == 2 * half + 1)
        #expect(report.limits.map(\.reasonCode) == ["killswitch.leaks_cut"])
    }

    // MARK: Changes

    @Test func whatLeavesIsOfTheChangeBeforeItForFiveSeconds() throws {
        var scene = Scene(.serverSwitch)
        scene.drill.faults[0].transitions = [Self.at, Self.at + 1_000, Self.at + 2_000]
        let last = Self.at + 2_000
        for (time, opened) in [
            (Self.at - 1, 0), (Self.at, 1), (Self.at + 999, 1), (last + 4_999_999_999, 1),
            (last + 5_000_000_000, 0),
        ] {
            scene.drill.strays = []
            try scene.leaves(0, time)
            let share = try scene.share()
            #expect(share == OpenShare(opened: opened, of: 3), "\(time)")
        }
        scene.drill.strays = []
        for time in [Self.at + 1_000, Self.at + 1_001] { try scene.leaves(0, time) }
        let share = try scene.share()
        #expect(share?.opened == 1)
    }

    @Test func whatHappensOnceHasNoShare() throws {
        #expect(try Scene().share() == nil)
    }
}
