internal import Audit
internal import Foundation
internal import Reports
internal import Testing
internal import Wire

/// What is the user's own is masked in whatever way it is spelt, and nothing else is.
@Suite struct MaskingTests {
    private static let home = [
        Report.Identifier(.ownAddress, "192.0.2.1"),
        Report.Identifier(.ownAddress, "192.168.1.20"),
        Report.Identifier(.ownAddress, "2001:db8:50:0:9c1f:7a52:e3d4:61b8"),
        Report.Identifier(.ownStation, "02:00:5e:10:00:0c"),
        Report.Identifier(.ownName, "thinkpad-x1.home.example"),
        Report.Identifier(.ownName, "thinkpad-x1"),
        Report.Identifier(.ownName, "laptop"),
        Report.Identifier(.ownUser, "maria"),
        Report.Identifier(.entry, "203.0.113.10"),
        Report.Identifier(.entry, "2001:db8:50::10"),
        Report.Identifier(.exit, "198.51.100.77"),
        Report.Identifier(.named, "203.0.113.80"),
        Report.Identifier(.named, "leak.test"),
    ]

    @Test(arguments: [
        ("192.0.2.1", "own-address-1"), ("192.0.2.1:53", "own-address-1:53"),
        ("from 192.0.2.1.", "from own-address-1."), ("(192.0.2.1)", "(own-address-1)"),
        ("192.000.002.001", "own-address-1"), ("::ffff:192.0.2.1", "own-address-1"),
        ("::ffff:c000:201", "own-address-1"), ("dst=192.0.2.1/32", "dst=own-address-1/32"),
        ("1.2.0.192.in-addr.arpa", "own-address-1.in-addr.arpa"),
        ("customer-192-0-2-1.isp.example", "customer-own-address-1.isp.example"),
        ("64:ff9b::192.0.2.1", "own-address-1"), ("2002:c000:201::1", "own-address-1"),
        ("64:ff9b::c000:201", "own-address-1"), ("192.168.1.20:40112", "own-address-2:40112"),
        ("192.0.2.1.53 > 203.0.113.80.53", "own-address-1.53 > 203.0.113.80.53"),
        ("net 192.0.2.0/24", "net own-network-1/24"),
    ])
    func everySpellingOfIPv4IsMasked(text: String, masked: String) throws {
        #expect(try Self.masked(text) == masked)
    }

    @Test(arguments: [
        "2001:db8:50:0:9c1f:7a52:e3d4:61b8", "2001:0db8:0050:0000:9c1f:7a52:e3d4:61b8",
        "2001:DB8:50::9C1F:7A52:E3D4:61B8", "2001:db8:50::9c1f:7a52:227.212.97.184",
        // The same identifier under another prefix, and alone.
        "2001:db8:64::9c1f:7a52:e3d4:61b8", "9c1f:7a52:e3d4:61b8", "fe80::9c1f:7a52:e3d4:61b8",
    ])
    func everySpellingOfIPv6IsMasked(text: String) throws {
        for (front, behind) in [
            ("", ""), ("[", "]:443"), ("from ", "."), ("", "%eth0"), ("at:", ":"),
        ] {
            let masked = try Self.masked(front + text + behind)
            #expect(masked == front + "own-address-3" + behind)
        }
    }

    @Test func reverseNamesAreMasked() throws {
        let address = try #require(IPAddress("2001:db8:50:0:9c1f:7a52:e3d4:61b8"))
        #expect(try Self.masked("PTR? " + address.reverseName) == "PTR? own-address-3.ip6.arpa")
        #expect(
            try Self.masked("PTR? " + address.reverseName.uppercased())
                == "PTR? own-address-3.IP6.ARPA")
        let zone = "0.0.0.0.0.5.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
        #expect(try Self.masked(zone) == "own-network-2.ip6.arpa")
    }

    @Test func aNeighbourTellsTheHomeAsWell() throws {
        #expect(try Self.masked("2001:db8:50::53") == "own-network-2")
        #expect(try Self.masked("2001:db8:50::/64") == "own-network-2/64")
        #expect(try Self.masked("2001:db8:50::/48") == "own-network-2/48")
        // What thousands share tells nobody.
        #expect(try Self.masked("2001:db8::/24") == "2001:db8::/24")
        // The entry may lie there, and is what the report is about.
        #expect(try Self.masked("2001:db8:50::10") == "2001:db8:50::10")
    }

    @Test(arguments: [
        "02:00:5e:10:00:0c", "02-00-5E-10-00-0C", "0200.5e10.000c", "02005e10000c", "2:0:5e:10:0:c",
        // As EUI-64, in an address, alone, and as bytes.
        "fe80::5eff:fe10:c", "2001:db8:64::5eff:fe10:c", "0:5eff:fe10:c",
    ])
    func everySpellingOfAStationIsMasked(text: String) throws {
        #expect(try Self.masked(text) == "own-mac-1")
        #expect(try Self.masked("is-at \(text), ") == "is-at own-mac-1, ")
    }

    @Test func aStationInsideAnIdentifierIsMasked() throws {
        #expect(try Self.masked("00:03:00:01:02:00:5e:10:00:0c") == "00:03:00:01:own-mac-1")
        #expect(try Self.masked("0003000102005e10000c") == "00030001own-mac-1")
    }

    @Test(arguments: [
        "192.0.2.10", "192.0.2.100", "192.0.21.1", "1192.0.2.1", "192.0.2", "2001:db8:64::1",
        "2001:db8:51:0:9c1f:7a52:e3d4:61b9", "02:00:5e:10:00:0d", "02:00:5e:10:00:0c0",
        "192.168.1.2", "192.168.1.1", "192.168.1.0/24", "10.64.0.2", "::1", "::", "0.0.0.0/0",
        "2026-11-22T14:39:41.485000Z", "203.0.113.10", "198.51.100.77", "leak.test", "laptops",
        "thinkpad-x10", "12:00:00 to 13:00:00",
    ])
    func aLongerAddressIsNotTouched(text: String) throws {
        #expect(try Self.masked(text) == text)
    }

    @Test func strictMasksTheEndsAsWell() throws {
        #expect(
            try Self.masked("203.0.113.10:51820", as: .strict) == "entry-1:51820")
        #expect(try Self.masked("198.51.100.77", as: .strict) == "exit-1")
        #expect(try Self.masked("c1.run.leak.test", as: .strict) == "c1.run.named-2")
        #expect(try Self.masked("198.51.100.78", as: .strict) == "198.51.100.78")
    }

    @Test func strictMasksNodesWhereverTheyAreNamed() throws {
        let json = try Self.stored { report in
            report["run"] = [
                "id": "x", "started_at": "x", "duration_s": 0, "exit_code": 0,
                "command": "drill", "identifiers": [[String: String]](),
            ]
        }
        let shared = try HTMLReport(json: json).text()
        #expect(shared.contains("nl-ams-07") && shared.contains("198.51.100.77"))
        let strict = try HTMLReport(json: json, as: .strict).text()
        for word in ["nl-ams-07", "de-fra-03", "ch-zrh-11", "198.51.100.77", "192.0.2.10"] {
            #expect(!strict.contains(word), "\(word)")
        }
        #expect(strict.contains("3\u{a0}nodes") && strict.contains("node-1"))
    }

    @Test func namesAreMaskedAsWholeWords() throws {
        for (text, masked) in [
            ("host name laptop", "host name own-name-3"), ("LAPTOP.local", "own-name-3.local"),
            ("“laptop”", "“own-name-3”"), ("thinkpad-x1.home.example", "own-name-1"),
            ("Thinkpad-X1", "own-name-2"), ("/home/maria/run.json", "/home/own-user-1/run.json"),
            ("laptop-2", "own-name-3-2"),
        ] {
            #expect(try Self.masked(text) == masked)
        }
    }

    /// Names that are words of the page, or try to be its markup.
    @Test(arguments: [
        "a", "leak", "fail", "the", "connected", "0", "<b>", "\"", "own-name-1", "", "&amp;",
    ])
    func noNameDestroysThePage(name: String) throws {
        let names = [Report.Identifier(.ownName, name)]
        let report = Self.report("notes of \(name)", knowing: names)
        let page = try HTMLReport(report).text()
        let plain = try HTMLReport(Self.report("notes of \(name)", knowing: nil)).text()
        #expect(
            page.matches(of: /<[a-z\/][^>]*>/).count == plain.matches(of: /<[a-z\/][^>]*>/).count)
        for sentence in ["A packet left outside", "What this run can’t tell you", "LEAK"] {
            #expect(page.contains(sentence) == plain.contains(sentence), "\(sentence)")
        }
        #expect(page.contains("own-name-1") == !name.isEmpty)
        let json = try JSONReport.text(of: report, as: .share)
        #expect(try HTMLReport(json: Array(json.utf8)).text() == page)
    }

    @Test func aPlainNameIsMaskedInASentenceWhereANameStands() throws {
        for (text, masked) in [
            (
                "The server saw a leak at server.example.",
                "The server saw a leak at own-name-1.example."
            ),
            ("It said \"server\".", "It said \"own-name-1\"."),
            ("No server. None.", "No server. None."),
        ] {
            let report = Self.report(
                text, knowing: [Report.Identifier(.ownName, "server")], inSentence: true)
            #expect(try Self.said(by: report, as: .share, inSentence: true) == masked)
        }
    }

    @Test func thatItIsMaskedIsSaid() throws {
        let text = "192.0.2.1 192.168.1.20 02:00:5e:10:00:0c laptop 203.0.113.10"
        let report = Self.report(text, knowing: Self.home)
        let shared = try HTMLReport(report).text()
        #expect(
            shared.contains(
                "2\u{a0}addresses, 1\u{a0}MAC and the host name are masked in this file."))
        let strict = try HTMLReport(report, as: .strict).text()
        #expect(strict.contains("the host name and the entry are masked in this file."))
        let bare = try HTMLReport(report, as: .nothing).text()
        #expect(bare.contains("Nothing is masked in this file: it shows real addresses."))
        #expect(bare.contains("192.168.1.20"))
        let none = try HTMLReport(Self.report("nobody", knowing: Self.home)).text()
        #expect(none.contains("Nothing that had to be masked was found in this file."))
    }

    @Test func whereNothingIsKnownNothingIsSaidToBeMasked() throws {
        for redaction in Redaction.allCases where redaction != .nothing {
            let report = try HTMLReport(Self.report("192.0.2.1", knowing: nil), as: redaction)
            let page = try report.text()
            #expect(report.redaction == nil)
            #expect(page.contains("the report does not say what is this machine&#39;s own"))
            #expect(page.contains("192.0.2.1") && !page.contains("own-address"))
        }
    }

    @Test func aMaskedReportHasNoListAndStaysMasked() throws {
        let report = Self.report("192.0.2.1", knowing: Self.home)
        let stored = try JSONReport.text(of: report)
        #expect(stored.contains("\"identifiers\"") && stored.contains("\"redaction\": \"none\""))
        for redaction in [Redaction.share, .strict] {
            let masked = try JSONReport.text(of: report, as: redaction)
            #expect(!masked.contains("\"identifiers\"") && !masked.contains("192.0.2.1"))
            #expect(masked.contains("\"redaction\": \"\(redaction.rawValue)\""))
            let page = try HTMLReport(report, as: redaction).text()
            for again in Redaction.allCases {
                let other = try HTMLReport(json: Array(masked.utf8), as: again)
                #expect(other.redaction == redaction)
                #expect(try other.text() == page)
            }
            // A stored report gives the bytes that the run gives.
            #expect(try HTMLReport(json: Array(stored.utf8), as: redaction).text() == page)
        }
    }

    @Test func textIsMaskedAndStaysNarrow() {
        let report = Self.report(
            "192.0.2.1 192.168.1.20:53 2001:db8:50:0:9c1f:7a52:e3d4:61b8", knowing: Self.home)
        for style in HostileTests.styles {
            let text = TextReport(report, style: style, as: .share).text
            #expect(!text.contains("192.0.2.1") && !text.contains("9c1f"))
            for line in text.split(separator: "\n") { #expect(columns(line) <= style.width) }
        }
        #expect(TextReport(report, as: .share).text.contains("are masked in this file."))
        #expect(TextReport(report).text.contains("192.0.2.1"))
    }

    @Test func aListThatIsTooLongIsRefused() throws {
        let json = try Self.stored { report in
            var run = report["run"] as? [String: Any] ?? [:]
            run["redaction"] = "none"
            run["identifiers"] = (0...Report.Identifier.most).map {
                ["kind": "own_name", "value": "n\($0)"]
            }
            report["run"] = run
        }
        #expect(throws: UnreadableReport.self) { try HTMLReport(json: json) }
    }
}

extension MaskingTests {
    /// What becomes of a text from outside.
    private static func masked(_ text: String, as redaction: Redaction = .share) throws -> String {
        try said(by: report(text, knowing: home), as: redaction)
    }

    /// A report that says a text.
    private static func report(
        _ text: String, knowing identifiers: [Report.Identifier]?, inSentence: Bool = false
    ) -> Report {
        let run = identifiers.map(Samples.run.knowing) ?? Samples.run
        return Report(
            tool: Samples.tool, run: run, required: [], tunnel: nil,
            capture: Report.Capture(
                file: Samples.file, sha256: nil, linkType: 1, received: 1, dropped: 0,
                interfaces: []),
            coverage: Report.Coverage(gaps: []), controls: [], stages: [],
            checks: [
                Samples.check(
                    "leak.ipv4-direct", "Other traffic", .critical, "packets left",
                    .fail(findings: ["F1"], .certain))
            ],
            findings: [
                Samples.finding(
                    "F1", "leak.ipv4-direct", .critical,
                    note: OutsideText(inSentence ? "" : text))
            ], leaked: nil, traffic: [],
            limits: inSentence ? [Report.Limit(reasonCode: "x", text: OutsideText(text))] : [],
            performance: nil, policy: Report.Policy())
    }

    /// The text that such a report says once it is masked.
    private static func said(
        by report: Report, as redaction: Redaction, inSentence: Bool = false
    ) throws -> String {
        let json = try JSONReport.text(of: report, as: redaction)
        let parsed = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        if inSentence {
            let limits = try #require(parsed?["limits"] as? [[String: Any]])
            return try #require(limits.first?["text"] as? String)
        }
        let findings = try #require(parsed?["findings"] as? [[String: Any]])
        let evidence = try #require(findings.first?["evidence"] as? [[String: Any]])
        return try #require(evidence.first?["note"] as? String)
    }

    /// The sample of a drill, changed.
    private static func stored(_ change: (inout [String: Any]) -> Void) throws -> [UInt8] {
        let parsed = try JSONSerialization.jsonObject(with: Data(HTMLTests.json("drill-leak")))
        var report = try #require(parsed as? [String: Any])
        change(&report)
        return Array(try JSONSerialization.data(withJSONObject: report))
    }
}
