internal import Audit
internal import Checks
internal import Evidence
internal import Foundation
internal import Glibc
internal import Reports
internal import Testing
internal import Wire

/// A report on any recording can be handed on: nothing in it tells where the machine is.
///
/// What must not stand in it is looked for by other means than it is masked by.
@Suite struct SharedPageTests {
    /// Of all recordings, which show one machine: see `Tests/Recordings/README.md`.
    private static let stations = ["02:00:00:00:50:0c", "02:00:00:00:50:01"]

    @Test(arguments: TestRecording.all)
    func noOwnAddressIsInASharedPage(_ test: TestRecording) throws {
        let report = Self.report(on: test.recording)
        #expect(report.run.identifiers?.isEmpty == false)
        let spellings = Self.own(of: test.recording).flatMap(Self.spellings)
        #expect(!spellings.isEmpty)
        // Where nothing leaked, strict has nothing more to mask than the entry.
        for redaction in [Redaction.share] + (test.isLeak ? [.strict] : []) {
            for text in [
                try HTMLReport(report, as: redaction).text(),
                try JSONReport.text(of: report, as: redaction),
            ] {
                let found = spellings.filter { Self.stands($0, in: text) }
                #expect(found == [], "\(test) at \(redaction)")
            }
            let plain = TextReport(report, as: redaction).text
            #expect(spellings.filter { Self.stands($0, in: plain) } == [], "\(test), text")
        }
    }

    /// Without this the test above could look for what never stands anywhere.
    @Test func ownAddressesAreInPagesThatAreNotMasked() throws {
        let shown = try TestRecording.leaks.filter { test in
            let page = try HTMLReport(Self.report(on: test.recording), as: .nothing).text()
            return Self.own(of: test.recording).flatMap(Self.spellings).contains {
                Self.stands($0, in: page)
            }
        }
        #expect(shown.count > TestRecording.leaks.count / 2)
    }

    @Test(arguments: TestRecording.leaks)
    func aSharedPageStillTellsWhatLeaked(_ test: TestRecording) throws {
        let report = Self.report(on: test.recording)
        let page = try HTMLReport(report, as: .share).text()
        let bare = try HTMLReport(report, as: .nothing).text()
        for word in ["203.0.113.10", "203.0.113.80", "10.64.0.2", "198.51.100.53"] {
            #expect(Self.stands(word, in: page) == Self.stands(word, in: bare), "\(test): \(word)")
        }
        #expect(page.contains("masked in this file.") || page.contains("had to be masked"))
    }

    @Test func strictHidesTheEntry() throws {
        let leak = try #require(TestRecording.leaks.first { $0.id == "leak.ipv4-direct" })
        let page = try HTMLReport(Self.report(on: leak.recording), as: .strict).text()
        #expect(!Self.stands("203.0.113.10", in: page) && page.contains("entry-1"))
    }
}

extension SharedPageTests {
    private static func report(on recording: Recording) -> Report {
        let judgements = audit(recording, with: Catalogue.checks(for: recording), under: Policy())
        return Report(
            on: recording, judgements, under: Policy(), tool: Report.Tool(version: "0"),
            run: Report.Run(
                id: "1", startedAt: "2026-11-22T14:41:00Z", duration: 0, command: "analyze",
                arguments: [
                    OutsideText("/home/maria/bin/watertight"), OutsideText("--host"),
                    OutsideText(stations[0]),
                ]), cpu: nil)
    }

    /// What is the machine's own, as its own facts and the frames tell it.
    private static func own(of recording: Recording) -> [String] {
        var addresses = recording.host?.addresses(.underlay) ?? []
        addresses += recording.subject.host.addresses
        addresses += ["192.168.50.125", "2001:db8:50:0:9c1f:7a52:e3d4:61b8"].compactMap {
            IPAddress($0)
        }
        let names = recording.observations.compactMap { observation -> String? in
            guard case .leaseIdentity(let text) = observation.fact else { return nil }
            return text.raw
        }
        return addresses.map(\.description) + stations + names + ["/home/maria"]
    }

    /// The ways to write an address, a MAC address or a name.
    private static func spellings(of text: String) -> [String] {
        if let address = IPAddress(text) {
            let reverse = address.reverseName
            guard !address.isIPv4 else {
                return [text, reverse, text.replacing(".", with: "-")]
            }
            let groups = [address.high, address.low].flatMap { (half: UInt64) -> [UInt64] in
                [half >> 48, half >> 32 & 0xffff, half >> 16 & 0xffff, half & 0xffff]
            }
            let padded = groups.map { String(format: "%04x", Int($0)) }
            let short = groups.map { String($0, radix: 16) }
            // The lower half alone, and the network, tell as much.
            return [
                text, reverse, short.joined(separator: ":"), padded.joined(separator: ":"),
                short[4...].joined(separator: ":"), padded[..<4].joined(separator: ":"),
                short[..<3].joined(separator: ":") + ":",
            ].flatMap { [$0, $0.uppercased()] }
        }
        if let station = MACAddress(text) {
            let half = station.interfaceIdentifier
            return [
                text, text.replacing(":", with: "-"), text.replacing(":", with: ""),
                String(half >> 16 & 0xffff, radix: 16) + ":" + String(half & 0xffff, radix: 16),
            ].flatMap { [$0, $0.uppercased()] }
        }
        return [text]
    }

    /// Whether a text has it, and not as part of something longer.
    private static func stands(_ spelling: String, in text: String) -> Bool {
        let isOpen = spelling.hasSuffix(":")
        return unsafe text.withCString { start in
            var rest = unsafe start
            while let found = unsafe strstr(rest, spelling) {
                let behind = unsafe found[spelling.utf8.count]
                let isBegun = unsafe found > start && isPart(found[-1])
                if !isBegun, isOpen || !isPart(behind) { return true }
                unsafe rest = UnsafePointer(found) + 1
            }
            return false
        }
    }

    private static func isPart(_ letter: CChar) -> Bool {
        48...57 ~= letter || 65...90 ~= letter || 97...122 ~= letter
    }
}
