internal import HostileBytes
internal import Responder
internal import Testing
internal import Wire

/// What is not a question of the service gets nothing: neither an answer nor the service down.
struct GarbageTests {
    /// Messages that come close to what a service takes.
    private static func nearMisses(_ service: Service) throws -> [[UInt8]] {
        let query = try Lookup.query("leak.test")
        var answer = query
        answer[2] |= 0x80
        var update = query
        update[2] |= 0x28
        var pointed = query
        pointed.replaceSubrange(12..<24, with: [0xc0, 4, 0, 1, 0, 1])
        let binding = STUNWriter(.request, transactionHigh: 1, transactionLow: 2)
        var success = STUNWriter(.success, transactionHigh: 1, transactionLow: 2).bytes
        success[3] = 0
        var allocate = binding.bytes
        allocate[1] = 3
        var marked = binding
        marked.writeFingerprint()
        marked.writeFingerprint()
        var cut = binding.bytes + [0, 6, 0, 9]
        cut[3] = 4
        var broken = binding
        broken.writeFingerprint()
        let brokenPrint = Array(broken.bytes.dropLast()) + [0]
        switch service {
        case .dnsUDP, .dnsTCP:
            return [answer, update, pointed, query + [0], Array(query.dropLast())]
        case .stunUDP, .stunTCP:
            return [success, allocate, marked.bytes, cut, brokenPrint]
        default:
            let lines = [
                "WTCANARY", "WTCANARY ", "WTCANARY run", "WTCANARY run ", "wtcanary run id",
                "WTCANARY  run id", "WTCANARY run  id", "WTCANARY r_n id", "WTCANARY run i/d",
                "WTSEEN run id", "WTCANARY run id\n\n", "WTCANARY run id \u{7}",
                "WTCANARY run " + String(repeating: "a", count: 48),
                "WTCANARY run id " + String(repeating: ".", count: 49), "HELO run id",
            ]
            return lines.map { Array($0.utf8) }
        }
    }

    private static func question(_ service: Service) throws -> [UInt8] {
        switch service {
        case .dnsUDP, .dnsTCP: return try Lookup.query("leak.test")
        case .stunUDP, .stunTCP:
            return STUNWriter(.request, transactionHigh: 1, transactionLow: 2).bytes
        default:
            let run = try #require(RunLabel("run"))
            return try #require(CanaryLine(run: run, id: "id")).datagram
        }
    }

    /// Datagrams of one socket are answered in order: had one of the others been answered, that
    /// would come first.
    @Test(arguments: [Service.dnsUDP, .stunUDP, .canaryUDP])
    func garbageIsNotAnswered(_ service: Service) throws {
        let scene = try Scene()
        let client = try scene.client(service)
        let question = try GarbageTests.question(service)
        let right = try client.ask(question)
        var misses = try GarbageTests.nearMisses(service)
        for length in [0, 1, 11, 12, 20, 64, 65, 512, 1_400] {
            misses.append(noise(length, seed: UInt64(length)))
        }
        for length in 0..<question.count { misses.append(Array(question[..<length])) }
        // A canary without its filling is one as well, but has no room for an answer.
        for miss in misses { try client.send(miss) }
        #expect(try client.ask(question).count == right.count)
        #expect(try scene.responder.refused().messages > 20)
    }

    @Test(arguments: [Service.dnsTCP, .stunTCP, .canaryTCP])
    func garbageEndsAConnection(_ service: Service) throws {
        let scene = try Scene()
        for miss in try GarbageTests.nearMisses(service) {
            var bytes = miss
            switch service {
            case .dnsTCP: bytes = try #require(DNSOverTCP.framed(miss))
            case .canaryTCP: bytes.append(10)
            default: break
            }
            // These wait for more: a line of its own, or bytes that the header promises.
            if miss.contains(10) || service == .stunTCP && miss.count == 24 { continue }
            let client = try scene.client(service)
            try client.send(bytes)
            let answer = try client.receive { _ in false }
            #expect(answer.isEmpty, "\(miss) got \(answer)")
        }
        let client = try scene.client(service)
        try client.send(noise(5_000, seed: 3))
        #expect(try client.receive { _ in false }.isEmpty)
    }

    @Test func garbageOverHTTPIsRefused() throws {
        let scene = try Scene()
        let client = try scene.client(.http)
        try client.send(noise(2_000, seed: 9))
        let answer = String(decoding: try client.receive { _ in false }, as: UTF8.self)
        #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400"))
    }
}
