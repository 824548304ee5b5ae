internal import Glibc
internal import Testing
internal import Wire

@testable internal import Evidence

/// What a drill did is written down and read again without a loss, or refused.
struct DrillRowTests {
    private static let start: UInt64 = 1_800_000_000_123_456_789

    private static var drill: Drill {
        let server6 = IPAddress(high: 0x2001_0db8 << 32, low: 1)
        var shown = DrilledFault(
            .interfaceDeleted, from: start, at: start + 1, until: start + 2, undone: start + 3,
            proof: .shown("wg0 is \"gone\""))
        shown.shown = start + 2
        shown.recovered = start + 4
        shown.ways = [
            DrilledFault.Way(version: 4, sender: .root, interface: "eth0"),
            DrilledFault.Way(version: 6, sender: .forwarded, interface: nil),
        ]
        shown.changes = ["the list of\nresolvers differs"]
        shown.isEntryBlocked = true
        var missing = DrilledFault(
            .entryHalfSilent, from: start + 5, at: start + 5, until: start + 5, undone: start + 5,
            proof: .missing("it still answers"))
        missing.isAfterRecovery = true
        var cells = [
            TrafficCell(.new, .tcp, by: .user, to: IPAddress(v4: 0xcb00_7150), port: 4001),
            TrafficCell(.preconnect, .udp, by: .forwarded, to: server6, port: 65_535),
            TrafficCell(.dns, .stub, by: .root, to: IPAddress(v4: 0x7f00_0035), port: 53),
        ]
        cells[2].isEarly = true
        let outcomes: [Attempt.Outcome] = [
            .sent, .answered(1), .answered(.max), .refused(1), .refused(.max),
        ]
        // More than one row holds.
        let attempts = [0, 2].flatMap { cell in
            (1...2500).map { number in
                Attempt(
                    cell: cell, number: number, at: start + UInt64(number * number),
                    localPort: UInt16(number * 26), outcome: outcomes[number % 5])
            }
        }
        return Drill(cells: cells, attempts: attempts, faults: [shown, missing], rate: 1000)
    }

    @Test func everyValueReadsBackAsItWas() throws {
        let drill = Self.drill
        let read = try DrillRow.drill(try DrillRow.bytes(of: drill), of: "run")
        #expect(read.rate == drill.rate)
        #expect(read.cells == drill.cells)
        #expect(read.faults == drill.faults)
        let bytes = try AttemptRow.bytes(of: drill.attempts)
        #expect(bytes.split(separator: 10).count == 6)
        #expect(try AttemptRow.attempts(bytes, of: "run") == drill.attempts)
    }

    @Test func everyNameOfAFaultReadsBack() throws {
        for id in FaultID.allCases {
            let fault = DrilledFault(id, from: 1, at: 1, until: 1, undone: 1, proof: .shown(""))
            let bytes = try DrillRow.bytes(of: Drill(cells: [], faults: [fault]))
            #expect(try DrillRow.drill(bytes, of: "run").faults == [fault])
        }
    }

    @Test(arguments: [
        "{}", "nonsense", "[1]", #"{"rate":0}"#, #"{"rate":1001}"#, #"{"rate":-1}"#,
        #"{"rate":1e99}"#,
        // Two things in one row.
        #"""
        {"rate":1,"cell":{"kind":"new","carrier":"udp","sender":"root","remote":"::1","remote_port":1}}
        """#,
        // A cell of no address, no kind, no carrier, no sender, no port.
        #"{"cell":{"kind":"new","carrier":"udp","sender":"root","remote":"x","remote_port":1}}"#,
        #"{"cell":{"kind":"old","carrier":"udp","sender":"root","remote":"::1","remote_port":1}}"#,
        #"{"cell":{"kind":"new","carrier":"sctp","sender":"root","remote":"::1","remote_port":1}}"#,
        #"{"cell":{"kind":"new","carrier":"udp","sender":"me","remote":"::1","remote_port":1}}"#,
        #"{"cell":{"kind":"new","carrier":"udp","sender":"root","remote":"::1","remote_port":65536}}"#,
    ])
    func whatIsNoRowOfADrillIsRefused(_ row: String) {
        expectRefusal { _ = try DrillRow.drill(Array(row.utf8), of: "run") }
    }

    @Test(arguments: [
        // Each time before the one in front of it.
        ("from", "\"2\""), ("at", "\"5\""), ("until", "\"9\""), ("undone", "\"0\""),
        ("recovered", "\"3\""), ("shown", "\"0\""), ("shown", "\"5\""), ("shown", "\"x\""),
        ("from", "\"x\""), ("recovered", "\"\""),
        ("id", "\"power-cut\""), ("proof", "null"), ("doubt", "\"both\""),
        ("ways", #"[{"version":5,"sender":"root"}]"#), ("ways", "null"), ("changes", "7"),
    ])
    func aFaultThatContradictsItselfIsRefused(_ field: String, _ value: String) throws {
        var fields = [
            "id": "\"boot\"", "from": "\"1\"", "at": "\"1\"", "until": "\"4\"", "undone": "\"4\"",
            "proof": "\"seen\"", "ways": "[]", "changes": "[]",
        ]
        #expect(try DrillRow.drill(Self.fault(fields), of: "run").faults.count == 1)
        fields[field] = value
        expectRefusal { _ = try DrillRow.drill(Self.fault(fields), of: "run") }
    }

    @Test func whatWasNeverShownHasNoTimeOfIt() throws {
        var fields = [
            "id": "\"boot\"", "from": "\"1\"", "at": "\"1\"", "until": "\"4\"", "undone": "\"4\"",
            "shown": "\"2\"", "proof": "\"seen\"", "ways": "[]", "changes": "[]",
        ]
        let read = try DrillRow.drill(Self.fault(fields), of: "run").faults
        #expect(read.map(\.shown) == [2_000_000_000])
        fields["doubt"] = fields.removeValue(forKey: "proof")
        expectRefusal { _ = try DrillRow.drill(Self.fault(fields), of: "run") }
    }

    private static func fault(_ fields: [String: String]) -> [UInt8] {
        let text = fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        return Array("{\"fault\":{\(text)}}".utf8)
    }

    @Test func moreCellsThanFitAreRefused() throws {
        let cell = Self.drill.cells[0]
        let most = Drill(cells: Array(repeating: cell, count: 256))
        #expect(try DrillRow.drill(try DrillRow.bytes(of: most), of: "run").cells.count == 256)
        let more = Drill(cells: Array(repeating: cell, count: 257))
        expectRefusal { _ = try DrillRow.drill(try DrillRow.bytes(of: more), of: "run") }
        let rows = Array(String(repeating: "{\"rate\":1}\n", count: 513).utf8)
        expectRefusal { _ = try DrillRow.drill(rows, of: "run") }
    }

    @Test(arguments: [
        "{}", "nonsense",
        #"{"cell":-1,"number":1,"at":"1","after":[0],"ports":[1],"outcomes":[0]}"#,
        #"{"cell":256,"number":1,"at":"1","after":[0],"ports":[1],"outcomes":[0]}"#,
        #"{"cell":0,"number":0,"at":"1","after":[0],"ports":[1],"outcomes":[0]}"#,
        #"{"cell":0,"number":9223372036854775807,"at":"1","after":[0,0],"ports":[1,1],"outcomes":[0,0]}"#,
        #"{"cell":0,"number":1,"at":"x","after":[0],"ports":[1],"outcomes":[0]}"#,
        // One value missing, one too many.
        #"{"cell":0,"number":1,"at":"1","after":[0],"ports":[],"outcomes":[0]}"#,
        #"{"cell":0,"number":1,"at":"1","after":[0],"ports":[1],"outcomes":[0,0]}"#,
        #"{"cell":0,"number":1,"at":"1","after":[-1],"ports":[1],"outcomes":[0]}"#,
        // Past the end of time.
        #"{"cell":0,"number":1,"at":"1","after":[18446744073709551615],"ports":[1],"outcomes":[0]}"#,
        #"{"cell":0,"number":1,"at":"1","after":[0],"ports":[65536],"outcomes":[0]}"#,
        #"{"cell":0,"number":1,"at":"1","after":[0],"ports":[1],"outcomes":[2147483648]}"#,
        #"{"cell":0,"number":1,"at":"1","after":[0],"ports":[1],"outcomes":[-4294967296]}"#,
        #"{"cell":0,"number":1,"at":"1","after":[0],"ports":[1],"outcomes":[-9223372036854775808]}"#,
    ])
    func whatIsNoRowOfCanariesIsRefused(_ row: String) {
        expectRefusal { _ = try AttemptRow.attempts(Array(row.utf8), of: "run") }
    }

    @Test func aRowThatIsCutShortIsRefused() throws {
        let attempts = try AttemptRow.bytes(of: Array(Self.drill.attempts.prefix(3)))
        let drill = try DrillRow.bytes(of: Self.drill)
        for length in 1..<(attempts.count - 1) {
            expectRefusal { _ = try AttemptRow.attempts(Array(attempts.prefix(length)), of: "run") }
        }
        for length in 1..<(drill.count - 1) where drill[length] != 10 && drill[length - 1] != 10 {
            expectRefusal { _ = try DrillRow.drill(Array(drill.prefix(length)), of: "run") }
        }
    }

    @Test func canariesThatAreMissingOrOfNoCellMakeADrillUnwhole() {
        var drill = Self.drill
        #expect(drill.isWhole)
        drill.attempts.remove(at: 1000)
        #expect(!drill.isWhole)
        drill = Self.drill
        drill.attempts.swapAt(0, 1)
        #expect(!drill.isWhole)
        drill = Self.drill
        drill.attempts.reverse()
        #expect(!drill.isWhole)
        drill = Self.drill
        drill.cells.removeLast()
        #expect(!drill.isWhole)
    }

    private func expectRefusal(
        _ read: () throws -> Void, at location: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: EvidenceError.self, sourceLocation: location) { try read() }
        #expect(error?.code == .corruptRecording, sourceLocation: location)
    }
}
