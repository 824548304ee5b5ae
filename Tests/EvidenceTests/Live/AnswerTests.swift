internal import Testing
internal import Wire

@testable internal import Evidence

/// What became of probes is written down and read again without a loss.
struct AnswerTests {
    private static func answer(_ path: Answer.Path, _ outcome: Answer.Outcome) -> Answer {
        var answer = Answer(
            .dns, path, to: IPAddress(v4: 0xcb00_7150), port: 53, at: 1_800_000_000_123_456_789,
            outcome: outcome)
        answer.number = 7
        answer.local = IPAddress(high: 0x2001_0db8_0000_0000, low: 2)
        answer.localPort = 40_000
        answer.mark = "c1.run.leak.test"
        answer.seen = IPAddress(v4: 0xcb00_710a)
        answer.addresses = [IPAddress(v4: 0xc000_0201), IPAddress(high: 1, low: 2)]
        return answer
    }

    private static let answers = [
        answer(.routed, .sent), answer(.interface("eth0"), .answered),
        answer(.address(IPAddress(v4: 0xc0a8_327d)), .silent), answer(.routed, .garbled),
        answer(.interface("wwan\u{1b}0"), .refused(1)),
        Answer(.echo, .routed, to: IPAddress(v4: 1), at: 0, outcome: .sent),
    ]

    @Test func everyAnswerReadsBackAsItWas() throws {
        let bytes = try AnswerRow.bytes(of: AnswerTests.answers)
        #expect(bytes.split(separator: 10).count == AnswerTests.answers.count)
        #expect(try AnswerRow.answers(bytes, of: "run") == AnswerTests.answers)
    }

    @Test func orderOfRowsIsTheOrderOfTheFile() throws {
        let rows = try AnswerRow.bytes(of: AnswerTests.answers).split(separator: 10)
        let shuffled = Array(rows.reversed().joined(separator: [10]))
        let read = try AnswerRow.answers(shuffled, of: "run")
        #expect(Set(read) == Set(AnswerTests.answers))
    }

    @Test(arguments: [
        "{}", "nonsense", "[1]",
        #"{"number":1,"at":"x","kind":"dns","path":"routed","remote":"192.0.2.1","outcome":"sent"}"#,
        #"{"number":1,"at":"1","kind":"dns","path":"routed","remote":"x","outcome":"sent"}"#,
        #"{"number":1,"at":"1","kind":"dns","path":"interface","remote":"::1","outcome":"sent"}"#,
        #"{"number":1,"at":"1","kind":"dns","path":"routed","remote":"::1","outcome":"refused"}"#,
        #"{"number":1,"at":"1","kind":"dns","path":"routed","remote":"::1","outcome":"fine"}"#,
    ])
    func aRowThatIsNotUnderstoodIsRefused(_ row: String) {
        #expect(throws: EvidenceError.self) {
            try AnswerRow.answers(Array(row.utf8), of: "run")
        }
    }
}
