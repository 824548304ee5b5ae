internal import Evidence
internal import Gather
internal import Glibc
internal import Testing
internal import Wire

@testable internal import Probes

/// Canaries with a socket of their own: how many there are at a time, and until when they are heard of.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct FlightTests {
    private static func plan(_ cells: [TrafficCell], rate: Int) throws -> TrafficPlan {
        TrafficPlan(
            cells: cells, rate: rate, run: try #require(RunLabel("flight-test")), zone: "leak.test")
    }

    private static func cell(
        _ kind: TrafficCell.Kind = .new, by sender: TrafficCell.Sender = .root, port: UInt16 = 9
    ) -> TrafficCell {
        TrafficCell(kind, .udp, by: sender, to: IPAddress(v4: 0x7f00_0001), port: port)
    }

    @Test func answersThatComeLateAreHeardAtAThousandASecond() throws {
        let outside = try LateAnswers()
        let plan = try Self.plan([Self.cell(port: outside.port)], rate: 1_000)
        let traffic = try DrillTraffic(plan)
        // More than have room where nobody reckons with the rate.
        try outside.answer(300)
        let attempts = traffic.stop()
        #expect(attempts.count >= 300)
        let missed = attempts.prefix(300).filter { attempt in
            if case .answered = attempt.outcome { false } else { true }
        }
        #expect(missed.isEmpty)
    }

    @Test func whereThereIsNoRoomTheOldestEnds() throws {
        let cell = Self.cell()
        let log = CellLog(0, most: 9)
        let run = try #require(RunLabel("flight-test"))
        let canary = try #require(CanaryLine(run: run, id: "d0.1"))
        var deck = FlightDeck(room: 2)
        var tokens: [UInt64] = []
        for end in UInt64(1)...3 {
            tokens.append(deck.add(try Flight(.line(canary), 1, of: cell, log, until: end)))
        }
        #expect(tokens.allSatisfy { $0 >= FlightDeck.first })
        #expect(deck[tokens[0]] == nil && deck[0] == nil && deck[tokens[2] + 1] == nil)
        #expect(deck[tokens[1]]?.end == 2 && deck[tokens[2]]?.end == 3)
        deck.end(before: 2)
        #expect(deck[tokens[1]] == nil && deck[tokens[2]]?.end == 3)
        deck.end(tokens[2])
        deck.end(tokens[1])
        #expect(deck[tokens[2]] == nil)
        let next = deck.add(try Flight(.line(canary), 1, of: cell, log, until: 4))
        #expect(deck[next]?.end == 4 && deck[tokens[2]] == nil)
    }

    @Test func asManyAreOnTheirWayAsTheRateSendsUpToABound() throws {
        let few = try Self.plan(
            [Self.cell(), Self.cell(.dns), Self.cell(.established), Self.cell(by: .user)], rate: 20)
        // Two cells for a second and a quarter.
        #expect(OpenFiles.flights(of: few) == 52)
        let many = try Self.plan(Array(repeating: Self.cell(), count: 8), rate: 1_000)
        #expect(OpenFiles.flights(of: many) == 4_096)
    }

    @Test func theLimitOfOpenFilesIsRaisedAsFarAsThatIsNeeded() throws {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        try #require(unsafe getrlimit(resource, &limit) == 0)
        var old = limit
        defer { unsafe setrlimit(resource, &old) }
        limit.rlim_cur = min(3_000, limit.rlim_max)
        try #require(unsafe setrlimit(resource, &limit) == 0)
        let few = try Self.plan([Self.cell()], rate: 20)
        #expect(DrillTraffic.makeRoom(for: few) == nil)
        let many = try Self.plan(Array(repeating: Self.cell(), count: 8), rate: 1_000)
        #expect(OpenFiles.room(for: many) < 3_000)
        let room = try #require(DrillTraffic.makeRoom(for: many))
        #expect(room.before == 3_000)
        #expect(room.now == min(OpenFiles.need(of: many), Int(clamping: limit.rlim_max)))
        #expect(OpenFiles.room(for: many) > 3_000 || limit.rlim_max < 5_000)
    }
}

/// An outside on the loopback that answers nobody until many have asked.
private final class LateAnswers {
    private struct Fault: Error { let number: Int32 }

    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // What hangs must fail: nothing takes this long.
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        let descriptor = descriptor
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> Int32 in
                guard unsafe bind(descriptor, pointer, length) == 0 else { return -1 }
                return unsafe getsockname(descriptor, pointer, &length)
            }
        }
        guard code == 0 else { throw Fault(number: errno) }
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    /// Waits until so many have asked, and answers each.
    func answer(_ count: Int) throws {
        var asked: [[UInt8]] = []
        for _ in 0..<count {
            var byte: UInt8 = 0
            var address = [UInt8](repeating: 0, count: MemoryLayout<sockaddr_in>.size)
            var length = socklen_t(address.count)
            let descriptor = descriptor
            let got = unsafe address.withUnsafeMutableBytes { raw in
                unsafe recvfrom(
                    descriptor, &byte, 1, 0,
                    raw.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
            }
            guard got == 1 else { throw Fault(number: errno) }
            asked.append(address)
        }
        for address in asked {
            let sent = unsafe address.withUnsafeBytes { raw in
                unsafe sendto(
                    descriptor, "!", 1, 0, raw.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                    socklen_t(raw.count))
            }
            guard sent == 1 else { throw Fault(number: errno) }
        }
    }
}
