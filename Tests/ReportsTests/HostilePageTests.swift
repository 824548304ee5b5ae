internal import Audit
internal import Foundation
internal import Reports
internal import Testing
internal import Wire

/// Whatever a string says, a page has the very tags that it has with a harmless one.
@Suite struct HostilePageTests {
    /// Members whose values are words of the format, and not text.
    private static let words: Set<String> = [
        "format", "format_version", "verdict", "severity", "confidence", "stage", "result", "state",
        "attribution", "role", "control_id", "redaction",
    ]

    private static let harmlessRun = harmless {
        try HTMLReport(HostileTests.report(of: OutsideText("x")))
    }
    private static let harmlessDrill = harmless { try HTMLReport(json: drill(saying: ["x"])) }

    /// The tags of a harmless page; none, and so those of no page, if it cannot be rendered.
    private static func harmless(_ report: () throws -> HTMLReport) -> [String] {
        do { return try tags(of: report().text()) } catch { return [] }
    }

    @Test func thereAreSixtyStrings() {
        #expect(HostileStrings.all.count == 60)
        #expect(Set(HostileStrings.all).count == 60)
    }

    @Test(arguments: HostileStrings.all) func pageOfARunStaysInert(string: String) throws {
        let page = try HTMLReport(HostileTests.report(of: OutsideText(string))).text()
        #expect(Self.tags(of: page) == Self.harmlessRun)
        #expect(page.unicodeScalars.allSatisfy(HostileTests.isInert))
    }

    @Test(arguments: HostileStrings.all) func pageOfAStoredReportStaysInert(string: String) throws {
        let page = try HTMLReport(json: Self.drill(saying: [string])).text()
        #expect(Self.tags(of: page) == Self.harmlessDrill)
        #expect(page.unicodeScalars.allSatisfy(HostileTests.isInert))
    }

    /// The tags of a page in order, but for the labels of pictures, of which there may be more where a
    /// title has two words; those have a form of their own.
    private static func tags(of page: String) -> [String] {
        let label =
            #/<text(?: class="[a-z0-9 ]+")? x="[-.0-9]+" y="[-.0-9]+"(?: text-anchor="[a-z]+")?(?: font-size="[.0-9]+")?>|</text>/#
        return page.matches(of: /<[^>]*>/).map { String($0.0) }
            .filter { $0.wholeMatch(of: label) == nil }
    }

    /// The sample of a drill, in which everything that is text is one of these, in turn.
    static func drill(saying texts: [String]) throws -> [UInt8] {
        let parsed = try JSONSerialization.jsonObject(with: Data(HTMLTests.json("drill-leak")))
        var turns = 0
        let said = said(texts, in: parsed, turns: &turns)
        return Array(try JSONSerialization.data(withJSONObject: said))
    }

    private static func said(
        _ texts: [String], in value: Any, key: String = "", under: String = "", turns: inout Int
    ) -> Any {
        switch value {
        case let object as [String: Any]:
            var said = object
            for inner in object.keys.sorted() {
                said[inner] = self.said(
                    texts, in: object[inner] ?? "", key: inner, under: key, turns: &turns)
            }
            return said
        case let list as [Any]:
            return list.map { said(texts, in: $0, key: key, under: under, turns: &turns) }
        case is String:
            let isWord = key == "name" && under == "stages" || under == "masked"
            guard !isWord, !words.contains(key) else { return value }
            turns += 1
            return texts[turns % texts.count]
        default: return value
        }
    }
}
