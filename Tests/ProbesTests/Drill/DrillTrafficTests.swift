internal import Evidence
internal import Gather
internal import Glibc
internal import Host
internal import Namespaces
internal import Responder
internal import Testing
internal import Wire

@testable internal import Probes

/// Each canary of a drill is sent as it should be, and its log tells what became of it.
@Suite(.enabled(if: TestNetwork.isPossible), .serialized, .timeLimit(.minutes(2)))
struct DrillTrafficTests {
    /// The attempts of each cell; they are in order and have no hole.
    private func parts(_ attempts: [Attempt], of count: Int) -> [[Attempt]] {
        let parts = (0..<count).map { cell in attempts.filter { $0.cell == cell } }
        #expect(parts.flatMap { $0 } == attempts)
        for part in parts { #expect(part.map(\.number) == Array(1...max(1, part.count))) }
        return parts
    }

    private func isAnswered(_ attempt: Attempt) -> Bool {
        if case .answered(let time) = attempt.outcome { time > 0 } else { false }
    }

    @Test(arguments: TrafficCell.Sender.allCases)
    func everyCanaryIsLoggedAndAnswered(_ sender: TrafficCell.Sender) async throws {
        let scene = try await DrillScene()
        var cells: [TrafficCell] = []
        for kind in TrafficCell.Kind.allCases {
            for carrier in [TrafficCell.Carrier.udp, .tcp] {
                for isIPv4 in [true, false] {
                    cells.append(
                        try DrillScene.cell(kind, carrier, by: sender, isIPv4: isIPv4))
                }
            }
        }
        let plan = try DrillScene.plan(cells)
        let began = DrillScene.now
        let traffic = try await scene.start(plan, try await scene.open(plan))
        for _ in 0..<3 { try await scene.answers(traffic, Set(cells.indices)) }
        let attempts = traffic.stop()
        let ended = DrillScene.now
        #expect(traffic.stop() == attempts)
        for (cell, part) in zip(cells, parts(attempts, of: cells.count)) {
            #expect(part.filter(isAnswered).count >= 3, "\(cell)")
            for attempt in part {
                if case .refused(let number) = attempt.outcome {
                    Issue.record("\(cell) was refused: \(number)")
                }
            }
            #expect(part.allSatisfy { began...ended ~= $0.at && $0.localPort > 0 }, "\(cell)")
            #expect(part.map(\.at) == part.map(\.at).sorted())
            let ports = Set(part.map(\.localPort)).count
            let isLasting = cell.kind == .established || cell.kind == .preconnect
            #expect(isLasting ? ports == 1 : ports > 1, "\(cell)")
            // Never faster than it should be, however late it was in between.
            let most = (ended - began) / 1_000_000_000 * 20 + 22
            #expect(part.count <= Int(most), "\(cell)")
        }
        // No cell is sent more often than the others.
        let counts = parts(attempts, of: cells.count).map(\.count)
        #expect(try #require(counts.max()) - (try #require(counts.min())) <= 1)
    }

    @Test func aRefusedSendTellsItsErrno() async throws {
        let scene = try await DrillScene()
        let nowhere = try #require(IPAddress("203.0.113.9"))
        let here = try #require(DrillScene.outside.0)
        let cells = [
            try DrillScene.cell(.new, .udp, by: .user),
            try DrillScene.cell(.established, .udp, by: .user),
            try DrillScene.cell(.new, .udp, by: .root),
            TrafficCell(.new, .udp, by: .root, to: nowhere, port: 4_000),
            TrafficCell(.established, .tcp, by: .root, to: nowhere, port: 4_001),
            TrafficCell(.new, .tcp, by: .root, to: here, port: 9),
            TrafficCell(.new, .udp, by: .root, to: here, port: 9),
            TrafficCell(.established, .udp, by: .root, to: here, port: 9),
        ]
        // Only who is an ordinary user is refused, so that it is one who sends.
        try await scene.machine.filter("output", "meta skuid 65534 drop")
        let traffic = try await scene.start(try DrillScene.plan(cells))
        for _ in 0..<4 { try await scene.answers(traffic, [2]) }
        let parts = parts(traffic.stop(), of: cells.count)
        let expected: [Int32?] = [
            EPERM, EPERM, nil, ENETUNREACH, ENETUNREACH, ECONNREFUSED, ECONNREFUSED,
            ECONNREFUSED,
        ]
        for (cell, (part, number)) in zip(cells, zip(parts, expected)) {
            #expect(part.count > 1)
            if let number { #expect(part.contains { $0.outcome == .refused(number) }, "\(cell)") }
            for attempt in part {
                if let number {
                    // A router says it when it comes to it, and not each time (RFC 1812, 4.3.2.8).
                    #expect(
                        attempt.outcome == .refused(number) || attempt.outcome == .sent,
                        "\(cell)")
                } else {
                    #expect(isAnswered(attempt) || attempt.number == part.count)
                }
            }
        }
    }

    @Test func anEstablishedFlowGoesOn() async throws {
        let scene = try await DrillScene()
        let cells = [
            try DrillScene.cell(.established, .tcp, by: .root),
            try DrillScene.cell(.established, .udp, by: .user, isIPv4: false),
            try DrillScene.cell(.preconnect, .tcp, by: .forwarded, isIPv4: false),
        ]
        let plan = try DrillScene.plan(cells)
        let traffic = try await scene.start(plan, try await scene.open(plan))
        try await scene.answers(traffic, [0, 1, 2])
        let broken = DrillScene.now
        try await scene.outside.filter(
            "input",
            """
            iifname in0 udp dport 4000 counter drop
            iifname in0 tcp dport 4001 counter drop
            iifname in1 tcp dport 4001 counter drop
            """)
        // Something of each was lost by now.
        while try await scene.outside.run("nft list ruleset").contains("packets 0 ") {
            try await Task.sleep(for: .milliseconds(5))
        }
        try await scene.outside.run("nft flush ruleset")
        try await scene.answers(traffic, [0, 1, 2])
        let parts = parts(traffic.stop(), of: cells.count)
        for part in parts {
            #expect(Set(part.map(\.localPort)).count == 1)
            #expect(part.contains { $0.at > broken && isAnswered($0) })
        }
        // What the kernel kept is answered late; a datagram is lost for good.
        for part in [parts[0], parts[2]] {
            let last = part.lastIndex(where: isAnswered) ?? 0
            #expect(part[..<last].allSatisfy(isAnswered))
        }
        let last = parts[1].lastIndex(where: isAnswered) ?? 0
        #expect(parts[1][..<last].contains { $0.at > broken && $0.outcome == .sent })
    }

    @Test func numbersAndFlowsGoOnBehindTheTunnelsStart() async throws {
        let scene = try await DrillScene()
        let early = [
            try DrillScene.cell(.preconnect, .tcp, by: .root),
            try DrillScene.cell(.new, .udp, by: .user),
        ]
        let plan = try DrillScene.plan(early)
        let first = try await scene.start(plan, try await scene.open(plan))
        try await scene.answers(first, [0, 1])
        let before = first.stop()
        let whole = try DrillScene.plan(
            early + [try DrillScene.cell(.established, .udp, by: .root)])
        let second = try await scene.start(whole, first.handOver(), behind: before)
        try await scene.answers(second, [0, 1, 2])
        let parts = parts(second.stop(), of: 3)
        #expect(parts[0].count + parts[1].count > before.count)
        for (cell, part) in parts.enumerated() {
            #expect(part.map(\.number) == Array(1...part.count))
            let old = before.filter { $0.cell == cell }
            #expect(Array(part.prefix(old.count)) == old)
        }
        #expect(Set(parts[0].map(\.localPort)).count == 1)
    }

    @Test func anEstablishedFlowThatIsCutStaysCutUntilItIsOpenedAnew() async throws {
        let scene = try await DrillScene()
        let cells = [
            try DrillScene.cell(.established, .tcp, by: .root),
            try DrillScene.cell(.new, .tcp, by: .root),
            try DrillScene.cell(.established, .udp, by: .root),
        ]
        let traffic = try await scene.start(try DrillScene.plan(cells))
        try await scene.answers(traffic, [0, 1, 2])
        try await scene.machine.filter("output", "tcp dport 4001 reject with tcp reset")
        let cut = DrillScene.now
        // By then the reset has come, and new connections are refused.
        for _ in 0..<4 { try await scene.answers(traffic, [2]) }
        try await scene.machine.run("nft flush ruleset")
        let healed = DrillScene.now
        for _ in 0..<4 { try await scene.answers(traffic, [1, 2]) }
        let asked = DrillScene.now
        traffic.renew()
        try await scene.answers(traffic, [0, 1, 2])
        let parts = parts(traffic.stop(), of: cells.count)
        #expect(parts[0].filter { healed..<asked ~= $0.at }.count > 1)
        // Each of them tells what cut it, to the last.
        let dead = parts[0].filter { $0.at < asked }
            .drop { $0.outcome == .sent || isAnswered($0) }.map(\.outcome)
        #expect([ECONNREFUSED, ECONNRESET, EPIPE].contains { Set(dead) == [.refused($0)] })
        #expect(
            parts[1].contains {
                cut..<healed ~= $0.at && $0.outcome == .refused(ECONNREFUSED)
            })
        // Whatever lives goes on as it is.
        #expect(Set(parts[0].map(\.localPort)).count == 2)
        #expect(Set(parts[2].map(\.localPort)).count == 1)
    }

    @Test func aConnectionThatStandsStillIsOpenedAnew() async throws {
        let scene = try await DrillScene()
        let cells = [
            try DrillScene.cell(.established, .tcp, by: .root),
            try DrillScene.cell(.established, .udp, by: .root),
            try DrillScene.cell(.new, .tcp, by: .root),
        ]
        let traffic = try await scene.start(try DrillScene.plan(cells))
        try await scene.answers(traffic, [0, 1, 2])
        // Nothing is late: all go on as they are.
        traffic.renew()
        try await scene.answers(traffic, [0, 1, 2])
        let silent = DrillScene.now
        try await scene.outside.filter("input", "iifname in0 meta l4proto { tcp, udp } drop")
        // The kernel tries again after 0.2, 0.6, 1.4 and 3 seconds, in which it would heal by itself.
        while DrillScene.now - silent < 2_000_000_000 {
            try await Task.sleep(for: .milliseconds(5))
        }
        try await scene.outside.run("nft flush ruleset")
        try await scene.answers(traffic, [2])
        traffic.renew()
        try await scene.answers(traffic, [0, 1, 2])
        let parts = parts(traffic.stop(), of: cells.count)
        #expect(Set(parts[0].map(\.localPort)).count == 2)
        #expect(Set(parts[1].map(\.localPort)).count == 1)
    }

    /// Waits on the calling thread until something is so; nothing takes 10 s, and what hangs must fail.
    private static func wait(_ isSo: () -> Bool) {
        for _ in 0..<10_000 where !isSo() { usleep(1_000) }
    }

    /// Runs a body on the machine, whose name server is this address.
    private func resolving<Value: Sendable>(
        _ scene: DrillScene, at server: String,
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let folder = try TemporaryFolder()
        let settings = try folder.write("resolv.conf", "nameserver \(server)\n")
        let result = try await scene.machine.namespace.run { () throws(HostError) in
            Result {
                let symbol = unsafe dlsym(nil, "unshare")
                let unshare = unsafe unsafeBitCast(
                    symbol, to: (@convention(c) (Int32) -> Int32).self)
                // CLONE_NEWNS and CLONE_FS: what is mounted is the thread's own, and its children's.
                try #require(unshare(0x0002_0200) == 0)
                _ = try Tool.run(["mount", "--make-rslave", "/"])
                _ = try Tool.run(["mount", "--bind", settings, "/etc/resolv.conf"])
                return try body()
            }
        }
        return try result.get()
    }

    @Test func theSystemsResolverIsAskedByEachUser() async throws {
        let scene = try await DrillScene()
        let cells = [
            try DrillScene.cell(.dns, .stub, by: .root),
            try DrillScene.cell(.dns, .stub, by: .user, isIPv4: false),
        ]
        let plan = try DrillScene.plan(cells)
        let attempts = try await resolving(scene, at: "192.0.2.2") {
            let traffic = try DrillTraffic(plan)
            Self.wait { traffic.answered(since: 0).count == 2 }
            return traffic.stop()
        }
        #expect(attempts.allSatisfy { $0.localPort == 0 })
        for part in parts(attempts, of: cells.count) { #expect(part.contains(where: isAnswered)) }
    }

    @Test func aSilentResolverHoldsNobodyUp() async throws {
        let scene = try await DrillScene()
        let cells = [
            try DrillScene.cell(.dns, .stub, by: .root),
            try DrillScene.cell(.new, .udp, by: .root),
        ]
        let plan = try DrillScene.plan(cells, rate: 100)
        try await scene.outside.filter("input", "udp dport 53 drop")
        let attempts = try await resolving(scene, at: "192.0.2.2") {
            let traffic = try DrillTraffic(plan)
            // Others are sent while look-ups wait, and go on being tried when there is room for no more.
            for _ in 0..<60 {
                let time = DrillScene.now
                Self.wait { traffic.answered(since: time).contains(1) }
            }
            return traffic.stop()
        }
        let parts = parts(attempts, of: cells.count)
        #expect(abs(parts[0].count - parts[1].count) <= 1)
        #expect(parts[1].filter(isAnswered).count >= 60)
        #expect(
            parts[0].allSatisfy { $0.outcome == .sent || $0.outcome == .refused(EAGAIN) })
        #expect(parts[0].contains { $0.outcome == .sent })
        #expect(parts[0].contains { $0.outcome == .refused(EAGAIN) })
    }

    @Test func nothingIsSentInAPauseAndNothingIsMadeUpForBehindIt() async throws {
        let scene = try await DrillScene()
        let traffic = try await scene.start(
            try DrillScene.plan([
                try DrillScene.cell(.new, .udp, by: .user),
                try DrillScene.cell(.established, .tcp, by: .root),
            ]))
        try await scene.answers(traffic, [0, 1])
        let before = DrillScene.now
        traffic.pause()
        // As long as to the other side of the world and back nothing came.
        #expect(DrillScene.now - before >= 300_000_000)
        // Shorter, in all, than that for which nobody who is late makes up anyway.
        usleep(500_000)
        traffic.resume()
        try await scene.answers(traffic, [0, 1])
        for part in parts(traffic.stop(), of: 2) {
            let times = part.map(\.at)
            let pauses = zip(times, times.dropFirst()).map { ($1 - min($0, $1), $1) }
            let (length, end) = try #require(pauses.max { $0.0 < $1.0 })
            #expect(length > 700_000_000)
            // 20 a second: it would be 18 at once.
            #expect(times.filter { end..<end + 100_000_000 ~= $0 }.count < 10)
        }
    }

    @Test func aThousandASecondHaveNoHole() async throws {
        let scene = try await DrillScene()
        let cells = [
            try DrillScene.cell(.new, .udp, by: .root),
            try DrillScene.cell(.established, .tcp, by: .root),
        ]
        let traffic = try await scene.start(try DrillScene.plan(cells, rate: 1_000))
        for _ in 0..<100 { try await scene.answers(traffic, [0, 1]) }
        let parts = parts(traffic.stop(), of: cells.count)
        #expect(abs(parts[0].count - parts[1].count) <= 1)
        #expect(parts[0].count >= 100)
    }

    @Test func whatCannotBeSentIsTheCallersMistake() async throws {
        let early = try DrillScene.plan([try DrillScene.cell(.preconnect, .udp, by: .root)])
        #expect(throws: GatherError.self) { try DrillTraffic(early) }
        let stub = try DrillScene.plan([try DrillScene.cell(.new, .stub, by: .root)])
        #expect(throws: GatherError.self) { try DrillTraffic(stub) }
        let lost = try DrillScene.plan([try DrillScene.cell(.new, .udp, by: .forwarded)])
        #expect(throws: GatherError.self) { try DrillTraffic(lost) }
        let hasty = try DrillScene.plan([try DrillScene.cell(.new, .udp, by: .root)], rate: 1_001)
        #expect(throws: GatherError.self) { try DrillTraffic(hasty) }
    }
}

/// A log keeps what it is told, in order, as far as it has room.
struct CellLogTests {
    @Test func aFullLogTakesNoMore() {
        let log = CellLog(3, most: 2)
        log.add(at: 5, from: 7, .sent)
        #expect(log.next == 2)
        log.add(at: 6, .refused(1))
        #expect(log.next == nil)
        log.answer(1)
        log.answer(2)
        log.refuse(1, 9)
        log.answer(3)
        log.answer(0)
        #expect(log.answered == 5)
        let attempts = log.take()
        #expect(attempts.map(\.number) == [1, 2])
        #expect(attempts.map(\.cell) == [3, 3])
        #expect(attempts[0].localPort == 7 && attempts[0].outcome != .sent)
        #expect(attempts[1].outcome == .refused(1))
        #expect(log.next == nil && log.take().isEmpty)
    }
}
