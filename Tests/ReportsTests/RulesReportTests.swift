internal import Audit
internal import Reports
internal import Testing

/// What rules say by themselves stands beside what was measured, and a contradiction is said.
@Suite struct RulesReportTests {
    private static func page() throws -> String {
        try HTMLReport(#require(Samples.drillWithRules)).text()
    }

    @Test func everyChainSaysWhatItLetsOut() throws {
        let page = try Self.page()
        #expect(page.contains("<bdi class=\"mono\">inet killswitch output</bdi>"))
        #expect(
            page.contains(
                "<bdi>what belongs to a known connection and what has the mark 0xca6c</bdi>"))
        #expect(page.contains("<bdi>nothing that was asked</bdi>"))
        #expect(page.contains("<bdi>every new flow; not all of it is understood</bdi>"))
    }

    @Test func whatRulesHoldAndLeftAllTheSameIsSaid() throws {
        let page = try Self.page()
        #expect(page.contains("9\u{a0}packets left that the rules hold"))
        #expect(page.matches(of: /They disagree/).count == 1)
        let text = try TextReport(
            #require(Samples.drillWithRules), style: TextStyle(width: 200)
        ).text
        #expect(
            text.contains("they hold new traffic of root by IPv4, and 9 packets of it left"),
            "\(text)")
    }

    @Test func everyAgreementHasItsWords() throws {
        let page = try Self.page()
        for words in [
            "They agree", "Not seen to leave", "The rules had changed, or let this form out",
            "Cannot be told",
        ] { #expect(page.contains(">\(words)</td>"), "\(words)") }
        #expect(page.contains("Such packets were seen to leave."))
        #expect(page.contains("No such packet was seen to leave."))
    }

    @Test func aDrillWhoseRulesWereNotReadSaysNothingOfThem() throws {
        #expect(try !HTMLReport(Samples.drill).text().contains("What the rules say"))
    }
}
