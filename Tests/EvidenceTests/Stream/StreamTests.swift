internal import Testing
internal import Wire

@testable internal import Evidence

/// A stream is folded while it is made, and tells what is new once.
struct StreamTests {
    private static let beat = Specimen.sent.frame(EtherType.heartbeat, Array("beat".utf8))

    @Test func aStrayIsToldWhileTheStreamGoesOn() throws {
        var stream = MadeStream()
        let first = stream.head() + stream.tunnel() + stream.frame(MadeStream.lookUp())
        // What is told once is not told again, so a heartbeat makes the second look.
        let second = stream.frame(MadeStream.lookUp(port: 40_002)) + stream.frame(StreamTests.beat)
        let (looks, recording) = try MadeStream.looks([first, second])
        #expect(looks.map(\.strays.count) == [1, 0])
        let stray = try #require(looks.first?.strays.first)
        #expect(stray.at == LiveRecording.start + 4_000_000)
        #expect(stray.source == Specimen.address && stray.port == 53)
        #expect(stray.note?.raw == "A? www.example.com")
        #expect(recording.strayPackets == 2)
    }

    @Test func connectionsThatDifferInTheClientsPortAreOne() throws {
        var stream = MadeStream()
        let connection = { (port: UInt16, to: UInt16) in
            Specimen.sent.tcp(Specimen.address, port, Specimen.server, to, [], flags: 2)
        }
        let (looks, recording) = try MadeStream.looks([
            stream.head() + stream.frame(connection(40_000, 443))
                + stream.frame(connection(40_001, 443)) + stream.frame(connection(40_002, 80))
        ])
        #expect(looks.flatMap(\.strays).map(\.port) == [443, 80])
        #expect(recording.ledger.strata.first?.flows == 3)
    }

    @Test func aLookHoldsWhatWasSeenSoFar() throws {
        var stream = MadeStream()
        let piece =
            stream.head() + stream.tunnel() + stream.frame(MadeStream.lookUp())
            + stream.frame(Specimen.sent.tcp(Specimen.address, 40_000, Specimen.server, 22, []))
        var seen: [TrafficClass] = []
        _ = try MadeStream.analysis.run(from: try MadeStream.file(piece)) { look in
            let strata = look.recording?.ledger.strata ?? []
            seen = look.strays.map { strata[$0.stratum].traffic.trafficClass }
        }
        #expect(seen == [.dns, .tcp])
    }

    @Test func aNameInALaterFrameIsToldUnderItsOwnClass() throws {
        var stream = MadeStream()
        let connection = { (payload: [UInt8], flags: UInt8, sequence: UInt32) in
            Specimen.sent.tcp(
                Specimen.address, 40_000, Specimen.server, 443, payload, sequence: sequence,
                flags: flags)
        }
        let hello = HelloTests.record
        let (looks, recording) = try MadeStream.looks([
            stream.head() + stream.frame(connection([], 2, 0)),
            // The name spans two segments, which come apart.
            stream.frame(connection(Array(hello[..<30]), 16, 1)) + stream.frame(StreamTests.beat),
            stream.frame(connection(Array(hello[30...]), 16, 31)) + stream.frame(StreamTests.beat),
        ])
        #expect(looks.map(\.strays.count) == [1, 0, 1])
        #expect(looks.last?.strays.first?.port == 443)
        #expect(recording.strays.map(\.traffic.trafficClass) == [.encryptedDNS])
    }

    @Test func rolesAreTheDescriptionsOfInterfaces() throws {
        var stream = MadeStream()
        stream.interfaces = [
            ("eth0", "underlay"), ("wg0", "tunnel"), ("dummy0", nil), ("docker0", "loopback"),
            ("eth7", "nonsense"),
        ]
        let (_, recording) = try MadeStream.looks([
            stream.head() + (0..<5).flatMap { stream.frame(MadeStream.lookUp(), at: $0) }
        ])
        #expect(
            recording.subject.vantages.map(\.role)
                == [.underlay, .tunnel, .underlay, .loopback, .underlay])
        #expect(recording.strayPackets == 3)
    }

    @Test func anInterfaceThatIsDeclaredAgainHasItsNewRole() throws {
        var stream = MadeStream()
        stream.interfaces = [("veth1", "loopback"), ("wg0", "tunnel"), ("veth1", "underlay")]
        let (looks, recording) = try MadeStream.looks([
            stream.head() + stream.frame(MadeStream.lookUp(), at: 0)
                + stream.frame(MadeStream.lookUp(), at: 2)
        ])
        #expect(looks.flatMap(\.strays).map(\.vantage) == [2])
        #expect(recording.strayPackets == 1)
    }

    @Test func heartbeatsAreToldWithTheirInterface() throws {
        var stream = MadeStream()
        let (looks, _) = try MadeStream.looks([
            stream.head() + stream.frame(StreamTests.beat) + stream.frame(StreamTests.beat),
            stream.frame(StreamTests.beat),
            // One that comes in is somebody else's.
            stream.frame(StreamTests.beat, isSent: false) + stream.frame(MadeStream.lookUp()),
        ])
        #expect(looks.map { $0.heartbeats.map(\.interface.raw) } == [["eth0"], ["eth0"], []])
        #expect(
            looks[0].heartbeats.map(\.at) == [LiveRecording.start + 2_000_000]
                && looks[1].heartbeats.map(\.at) == [LiveRecording.start + 3_000_000])
    }

    @Test func lossIsAGap() throws {
        var stream = MadeStream()
        var bytes = stream.head() + stream.tunnel()
        PcapngWriter().writeStatistics(interface: 0, time: 0, droppedBySystem: 3, into: &bytes)
        #expect(try StreamTests.codes(bytes) == ["capture.dropped"])
        #expect(try StreamTests.codes(bytes.dropLast(7)).contains("capture.truncated"))
    }

    private static func codes(_ bytes: some Collection<UInt8>) throws -> [String] {
        try MadeStream.analysis.run(from: try MadeStream.file(Array(bytes))) { _ in }
            .coverage.gaps.map(\.code)
    }

    /// Whoever sends to random places fills neither the memory nor the screen.
    @Test func whatIsToldIsBoundedAndTheCountsAreNot() throws {
        var stream = MadeStream()
        let most = StreamNews.mostTold
        var bytes = stream.head()
        for index in 0..<most + 200 {
            let to = IPAddress(v4: 0xcb00_7100 + UInt32(index % 250))
            let port = UInt16(1000 + index / 250)
            bytes += stream.frame(Specimen.sent.udp(Specimen.address, 40_000, to, port, [1]))
        }
        var told = 0
        let recording = try MadeStream.analysis.run(from: try MadeStream.file(bytes)) { look in
            told += look.strays.count
        }
        #expect(told == most)
        #expect(recording.strayPackets == UInt64(most + 200))
    }

    @Test func examplesGiveWayAndHandshakesStay() throws {
        var kept = KeptFrames()
        func frame(_ byte: UInt8, isHello: Bool) -> KeptFrames.Frame {
            KeptFrames.Frame(
                row: UInt32(byte), start: 0, length: 0, originalLength: 4, number: UInt64(byte),
                time: 0, interface: 0, isHello: isHello)
        }
        for byte in UInt8(1)...6 {
            let bytes = [UInt8](repeating: byte, count: Int(byte))
            unsafe kept.keep(bytes.span.bytes, frame(byte, isHello: byte % 2 == 0))
        }
        kept.forgetNotes()
        let rows = (0..<kept.count).map { kept[$0].row }
        #expect(rows == [2, 4, 6])
        for index in 0..<kept.count {
            let entry = kept[index]
            #expect(
                kept.bytes(of: entry)
                    == [UInt8](repeating: UInt8(entry.row), count: Int(entry.row)))
        }
    }
}
