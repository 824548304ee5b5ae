internal import Testing
internal import Wire

@testable internal import Responder

/// Nobody gets more than a share.
struct LimitTests {
    private static func rate(_ perSecond: UInt32, _ burst: UInt32) -> AnswerRate {
        var rate = AnswerRate()
        rate.perSecond = perSecond
        rate.burst = burst
        return rate
    }

    @Test func beyondTheBurstAnswersAreDroppedAndTruncatedInTurn() {
        var limiter = AnswerLimiter(Self.rate(10, 3), seed: 1)
        let verdicts = (0..<7).map { _ in limiter.judge(42, now: 1_000_000_000) }
        #expect(verdicts == [.send, .send, .send, .drop, .truncate, .drop, .truncate])
        #expect(limiter.refused == 4)
        // A tenth of a second later there is one more, and after a pause the burst again.
        let next = (0..<2).map { _ in limiter.judge(42, now: 1_100_000_000) }
        #expect(next == [.send, .drop])
        let later = (0..<4).map { _ in limiter.judge(42, now: 9_000_000_000) }
        #expect(later.filter { $0 == .send }.count == 3)
    }

    @Test func networksDoNotShareAndTheSeedDecides() throws {
        var limiter = AnswerLimiter(Self.rate(1, 1), seed: 1)
        let sent = (0..<100).count { limiter.judge(UInt64($0) << 20, now: 5) == .send }
        #expect(sent >= 95)
        let neighbours = ["192.0.2.1", "192.0.2.200", "192.0.3.1"].map { text in
            IPAddress(text).map { Endpoint($0, port: 1).neighbourhood }
        }
        #expect(neighbours[0] == neighbours[1] && neighbours[0] != neighbours[2])
        let six = ["2001:db8:0:1::1", "2001:db8:0:ff::2", "2001:db8:0:100::1"].map { text in
            IPAddress(text).map { Endpoint($0, port: 1).neighbourhood }
        }
        #expect(six[0] == six[1] && six[0] != six[2])
    }

    /// Of six questions beyond the burst three are answered, each "come over TCP"; a question from
    /// another network is answered in full meanwhile.
    @Test func aFloodIsToldToComeOverTCP() throws {
        let scene = try Scene(rate: Self.rate(1, 2))
        let client = try scene.client(.dnsUDP)
        for id in 0..<8 {
            try client.send(try Lookup.query("leak.test", DNSType.ns, id: UInt16(id)))
        }
        var answers: [Lookup] = []
        for _ in 0..<5 { answers.append(try Lookup(try client.receive())) }
        #expect(answers.map(\.message.isTruncated) == [false, false, true, true, true])
        #expect(answers.map(\.message.id) == [0, 1, 3, 5, 7])
        let other = try scene.client(.dnsUDP, from: try Scene.address("127.0.9.1"))
        let answer = try Lookup(try other.ask(try Lookup.query("leak.test", DNSType.ns)))
        #expect(!answer.message.isTruncated)
        #expect(try scene.responder.refused().answers == 6)
    }

    @Test func connectionsOfOneNetworkAreBounded() throws {
        let scene = try Scene()
        var clients: [Client] = []
        for _ in 0..<ConnectionCount.mostOfNetwork {
            let client = try scene.client(.http)
            try client.send(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            #expect(try !client.receive { !$0.isEmpty }.isEmpty)
            clients.append(client)
        }
        // One more is closed at once; one from elsewhere has its place.
        let late = try scene.client(.http)
        #expect(try late.receive().isEmpty)
        let other = try scene.client(.http, from: try Scene.address("127.0.9.1"))
        try other.send(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        #expect(try !other.receive { !$0.isEmpty }.isEmpty)
        #expect(try scene.responder.refused().connections == 1)
        clients = []
    }

    @Test func placesAreGivenBack() {
        var count = ConnectionCount()
        let admitted = (0..<UInt64(ConnectionCount.most)).filter { count.admit($0) }
        #expect(admitted.count == ConnectionCount.most)
        let late = count.admit(9_999)
        count.release(3)
        let next = count.admit(9_999)
        let again = count.admit(3)
        #expect(!late && next && !again)
    }

    @Test func aRingKeepsTheLastInOrder() {
        var ring = Ring<Int>(capacity: 3)
        let kept = (0..<8).map { ring.add($0) }
        var elements: [Int] = []
        ring.forEach { elements.append($0) }
        #expect(elements == [5, 6, 7] && kept.filter { $0 }.count == 3)
    }
}
