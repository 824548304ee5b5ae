internal import Audit
internal import Checks
internal import Foundation
internal import Testing

/// `checks/README.md` is written from the cards; `RECORD=1` writes it anew.
@Suite struct ReadmeTests {
    @Test func readmeIsWhatTheCardsSay() throws {
        let file = TestRecording.repository.appending(path: "checks/README.md")
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try ReadmeTests.text.write(to: file, atomically: true, encoding: .utf8)
        }
        let stored = try String(contentsOf: file, encoding: .utf8)
        #expect(ReadmeTests.text == stored, "differs from the cards; RECORD=1 writes it anew")
    }

    private static let text = """
        # Checks

        One file for each claim, one folder for each area. This page is written from the cards in those files: change a
        card, then run `RECORD=1 swift test --filter ReadmeTests`.

        A check passes only if the bad thing was given a fair chance and did not happen. It is not sure where there was
        no such chance, and does not apply where the question was measured to have no meaning. In commands, `eth0` is
        the uplink, `wg0` the tunnel, `203.0.113.10` its entry, and `NAME` the connection.

        A frame is counted under the first check that claims it, in the order of `Catalogue.swift`; later checks may cite
        it.

        To add a check, write its file, add it to `Catalogue.swift` at the place of its cause, and make its recordings
        (`Tests/Recordings/README.md`). The laws in `Tests/ChecksTests` then hold it.

        \(areas.map(section).joined(separator: "\n"))
        """

    private static var areas: [String] {
        Set(Catalogue.checks.map { String($0.id.area) }).sorted()
    }

    private static func section(_ area: String) -> String {
        let rows = Catalogue.checks.filter { $0.id.area == area }
            .map {
                "| `\($0.id)` | \($0.card.severity.rawValue) | \($0.card.claim) | \($0.card.limits) |"
            }
        return """
            ## \(area)

            | check | severity | it holds that | what it sees, and what not |
            |---|---|---|---|
            \(rows.joined(separator: "\n"))

            """
    }
}
