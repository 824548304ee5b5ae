internal import Testing
internal import Wire

@testable internal import Responder

/// Who asked is remembered, in bounded memory.
struct MemoryTests {
    @Test func whoAskedIsRemembered() throws {
        let certificate = try Certificate()
        let scene = try Scene(certificate: certificate.files)
        let subnet = DNSClientSubnet(try #require(IPPrefix("198.51.100.0/24")))
        let udp = try scene.client(.dnsUDP)
        _ = try udp.ask(
            try Lookup.query("C1a.Run-1.leak.test", edns: [DNSOption(subnet)], flags: 0x8000))
        _ = try udp.ask(try Lookup.query("deep.c2.run-1.leak.test", DNSType.aaaa, edns: nil))
        let framed = try #require(DNSOverTCP.framed(try Lookup.query("c3.run-1.leak.test")))
        let tcp = try scene.client(.dnsTCP)
        try tcp.send(framed)
        _ = try tcp.receive { !$0.isEmpty }
        _ = try TLSClient.ask(try scene.endpoint(.dot), "dot", framed) { !$0.isEmpty }
        let message = Base64URL.text(of: try Lookup.query("c4.run-1.leak.test"))
        let request = "GET /dns-query?dns=\(message) HTTP/1.1\r\nHost: leak.test\r\n\r\n"
        let answer = try HTTPAnswer(
            try TLSClient.ask(
                try scene.endpoint(.https), "http/1.1", Array(request.utf8)
            ) { !$0.isEmpty })
        #expect(answer.headers["content-type"] == "application/dns-message")
        #expect(try Lookup(answer.body).records == ["answer 1 203.0.113.80"])

        let rows = try scene.rows(of: "run-1").rows
        #expect(
            rows.map(\.name) == [
                "C1a.Run-1.leak.test", "deep.c2.run-1.leak.test", "c3.run-1.leak.test",
                "c3.run-1.leak.test", "c4.run-1.leak.test",
            ])
        #expect(rows.map(\.transport) == ["udp", "udp", "tcp", "dot", "doh"])
        #expect(rows.map(\.type) == [1, 28, 1, 1, 1])
        #expect(rows.map(\.ecs) == ["198.51.100.0/24", nil, nil, nil, nil])
        #expect(rows.map(\.edns_size) == [1_232, nil, 1_232, 1_232, 1_232])
        #expect(rows.map(\.do) == [true, false, false, false, false])
        #expect(rows.allSatisfy { $0.address == "127.0.0.1" && $0.kind == "dns" })
        #expect(rows.prefix(3).map(\.port) == [udp.port, udp.port, tcp.port])
        #expect(rows.map(\.at) == rows.map(\.at).sorted())
    }

    @Test(arguments: [
        "leak.test", "c1.leak.test", "run.leak.test", "x1.run.leak.test", "c.run.leak.test",
        "cx.run.leak.test", "c1.r_n.leak.test", "c1.run.leak.example",
        "c1.\(String(repeating: "r", count: 33)).leak.test",
    ])
    func otherNamesAreNotRemembered(_ name: String) throws {
        let state = try ResponderState(
            try Scene.configuration(), key: try #require(Ed25519Key.generate()))
        let query = try Lookup.query(name)
        let asker = Endpoint(try Scene.address("192.0.2.1"), port: 5)
        let answer = unsafe DNSService(state: state).answer(
            query.span.bytes, from: asker, over: .dnsUDP)
        #expect(answer != nil)
        #expect(state.runs.runCount == 0)
    }

    private func json(of run: RunLabel, in log: RunLog) -> [UInt8] {
        log.json(of: run, mark: nil, at: Timestamp(nanoseconds: 0))
    }

    @Test func aRunKeepsItsLastRowsAndSaysSo() throws {
        var log = RunLog(RunLog.Bounds(runs: 4, rowsOfRun: 3, rows: 100))
        let run = try #require(RunLabel("a"))
        for number in 0..<5 { log.add(try row("c\(number)"), to: run) }
        let answer = try RunAnswer(json(of: run, in: log))
        #expect(answer.rows.map(\.id) == ["c2", "c3", "c4"])
        #expect(answer.dropped_rows == 2 && answer.dropped_runs == 0)
    }

    @Test func theOldestRunGoesFirstAndThatIsSaid() throws {
        var log = RunLog(RunLog.Bounds(runs: 2, rowsOfRun: 3, rows: 100))
        for name in ["a", "b", "a", "c"] {
            log.add(try row(name), to: try #require(RunLabel(name)))
        }
        let gone = try RunAnswer(json(of: try #require(RunLabel("a")), in: log))
        #expect(gone.rows.isEmpty && gone.dropped_runs == 1)
        #expect(try RunAnswer(json(of: try #require(RunLabel("b")), in: log)).rows.count == 1)
        #expect(log.rowCount == 2 && log.runCount == 2)
        // One that comes again begins anew.
        log.add(try row("a"), to: try #require(RunLabel("a")))
        let again = try RunAnswer(json(of: try #require(RunLabel("a")), in: log))
        #expect(again.rows.count == 1 && again.dropped_runs == 2)
    }

    /// Nothing that askers send makes any table larger than its bound.
    @Test func floodKeepsMemoryBounded() throws {
        let state = try ResponderState(
            try Scene.configuration(), key: try #require(Ed25519Key.generate()))
        let bounds = RunLog.Bounds()
        state.runs = RunLog(RunLog.Bounds(runs: 64, rowsOfRun: 32, rows: 512))
        let dns = DNSService(state: state)
        let stun = STUNService(state: state)
        let binding = STUNWriter(.request, transactionHigh: 1, transactionLow: 2).bytes
        for number in 0..<20_000 {
            let asker = Endpoint(IPAddress(v4: UInt32(number) << 8), port: 5)
            let query = try Lookup.query("c1.r\(number % 3_000).leak.test")
            _ = unsafe dns.answer(query.span.bytes, from: asker, over: .dnsUDP)
            _ = unsafe stun.answer(binding.span.bytes, from: asker, over: .stunUDP)
        }
        #expect(state.runs.rowCount <= 512 && state.runs.runCount <= 64)
        #expect(state.bindingCount == ResponderState.mostBindings)
        // The real bounds are numbers that one can multiply: at most 600 bytes a row.
        #expect(bounds.rows * 600 < 80 << 20 && bounds.rowsOfRun <= bounds.rows)
    }

    private func row(_ id: String) throws -> Row {
        Row(
            at: Timestamp(nanoseconds: 1), service: .canaryUDP, name: id,
            from: Endpoint(try Scene.address("192.0.2.1"), port: 9))
    }
}
