internal import Audit
internal import Reports
internal import Testing

/// Which of several runs counts, and what is said of the others.
@Suite struct RepeatsTests {
    @Test func theWorstHeadlineCountsAndOfEqualsTheFirst() throws {
        let reports = [Samples.clean, Samples.notProven, Samples.leak, Samples.error, Samples.leak]
        #expect(try #require(Repeats(reports)).worst == 2)
        #expect(try #require(Repeats(Array(reports.prefix(2)))).worst == 1)
        // A run in which nothing could be judged hides a leak less than it hides nothing.
        #expect(try #require(Repeats([Samples.notProven, Samples.error])).worst == 1)
        #expect(try #require(Repeats([Samples.clean, Samples.clean])).worst == 0)
        #expect(Repeats([]) == nil)
    }

    @Test func theMedianIsTheMiddleOne() {
        let odd = Repeats.Spread([9, 1, 4])
        #expect(odd?.median == 4 && odd?.least == 1 && odd?.most == 9)
        #expect(Repeats.Spread([4, 1])?.median == 2.5)
        #expect(Repeats.Spread([7])?.median == 7)
        #expect(Repeats.Spread([.max, .max])?.median == Double(Int.max))
        #expect(Repeats.Spread([]) == nil)
    }

    @Test func disagreementIsToldCheckByCheck() throws {
        let repeats = try #require(Repeats([Samples.clean, Samples.leak, Samples.notProven]))
        #expect(!repeats.agree)
        let text = RepeatsText(repeats).text
        #expect(text.hasPrefix("3 runs disagree: 1 SEALED, 1 LEAK, 1 NOT PROVEN;"), "\(text)")
        #expect(
            text.contains("dns.underlay-53     LEAK in 1, Not sure in 1, Sealed in 1; median 3"))
        #expect(text.contains("leak.dhcp-identity  Notice in 1"))
        #expect(!text.contains("leak.udp-bypass"))
    }

    @Test func agreementIsOneSentence() throws {
        let repeats = try #require(Repeats([Samples.clean, Samples.clean]))
        #expect(repeats.agree && repeats.rows.isEmpty)
        #expect(
            RepeatsText(repeats).text
                == "All 2 runs agree; the report is that of run 1, the worst.\n")
    }

    @Test func equalLeaksAreToldWithTheirNumber() throws {
        let repeats = try #require(Repeats([Samples.leak, Samples.leak]))
        #expect(repeats.agree)
        #expect(RepeatsText(repeats).text.contains("LEAK in 2; 6 packets each"))
    }
}
