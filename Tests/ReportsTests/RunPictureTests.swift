internal import Audit
internal import Foundation
internal import Reports
internal import Testing

/// Runs of `--repeat` stand under each other, on one scale, with a table of the same numbers.
@Suite struct RunPictureTests {
    private static func page(_ lengths: [Double?]) throws -> String {
        let runs = lengths.map { Samples.drill(openFor: $0) }
        return try HTMLReport(#require(Repeats(runs)).report).text()
    }

    private static func picture(_ id: String, in page: String) throws -> Substring {
        let start = try #require(page.range(of: "aria-labelledby=\"\(id)-t \(id)-d\""))
        let end = try #require(page[start.lowerBound...].range(of: "</svg>"))
        return page[start.lowerBound..<end.lowerBound]
    }

    @Test(arguments: ["rpw1", "rpp1"]) func eachOfFewRunsIsDrawn(_ id: String) throws {
        let page = try Self.page([1.84, nil, 1.91])
        let picture = try Self.picture(id, in: page)
        for (run, words) in [
            (1, "open 1.84\u{a0}s, 14\u{a0}packets"), (2, "nothing left"),
            (3, "open 1.91\u{a0}s, 14\u{a0}packets"),
        ] {
            #expect(picture.contains(">Run \(run)</text>"))
            #expect(picture.contains(">\(words)</text>"), "\(picture)")
            #expect(picture.contains("Run \(run): \(words)"))
        }
        // One band and its drops for each that opened, as wide as it was long.
        let bands = picture.matches(of: /<rect class="kl"[^>]* width="([0-9.]+)"/).compactMap {
            Double($0.1)
        }
        try #require(bands.count == 2)
        #expect((bands[1] / bands[0] - 1.91 / 1.84).magnitude < 0.01)
        #expect(picture.matches(of: /#m-leaked/).count == 4)
        #expect(page.contains("Each line begins at the fault, and all have one scale.</bdi>"))
    }

    @Test func ofManyRunsFiveAreDrawnAndTheTableHasAll() throws {
        var lengths: [Double?] = (1...20).map { Double($0) / 10 }
        lengths[6] = nil
        lengths[11] = 9
        let page = try Self.page(lengths)
        let picture = try Self.picture("rpw1", in: page)
        let drawn = picture.matches(of: />Run ([0-9]+)</).map { String($0.1) }
        // The first, the last, the one that held, the longest, and the one in the middle.
        #expect(drawn == ["1", "7", "11", "12", "20"])
        #expect(page.contains("Drawn are 5 of 20 runs"))
        for run in 1...20 { #expect(page.contains("<th scope=\"row\">Run \(run)</th>")) }
        #expect(page.contains("<td class=\"n\">9.00</td>"))
    }

    @Test func whatNeverOpenedIsNotDrawn() throws {
        #expect(try !Self.page([nil, nil]).contains("run by run"))
        #expect(try !HTMLReport(Samples.drill).text().contains("run by run"))
    }

    @Test func faultsWithoutAPictureAreCounted() throws {
        let runs = [1.0, 2].map { Samples.drill(openFor: $0, faults: 5) }
        let page = try HTMLReport(#require(Repeats(runs)).report).text()
        #expect(page.matches(of: /id="rpw[0-9]-t"/).count == 3)
        #expect(
            page.contains(
                "2\u{a0}more faults that opened are not drawn run by run; the table below"))
    }
}
