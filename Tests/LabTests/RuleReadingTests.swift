internal import Audit
internal import Evidence
internal import Foundation
internal import Host
internal import Testing
internal import Wire

/// The rules of each kill switch of the lab say what it forgets, and what is measured says the same.
@Suite(
    .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct RuleReadingTests {
    /// What each shape lets out by its rules.
    private static let flaws: [String: [String]] = [
        "none": ["open"], "strict": [], "wg-quick": ["forwarded", "mark"],
        "weak-established": ["established"], "weak-dns": ["look-ups"],
        "weak-source": ["version", "source"], "weak-family": ["version"],
        "weak-output": ["forwarded"], "weak-interface": ["interface"],
        "weak-endpoint": ["endpoint"], "weak-mark": ["mark"],
    ]

    /// The rules of a lab's client, read as a drill reads them.
    private static func reading(_ lab: TestLab) async throws -> RuleReading {
        let manifest = try lab.manifest
        let enclosure = try Enclosure("\(manifest.holder(of: "client"))")
        // What is inside goes with it.
        defer { withExtendedLifetime(enclosure) {} }
        let machine = Machine(enclosure.network)
        var host = HostFacts()
        let addresses = try await machine.addresses()
        host.interfaces = try await machine.links().filter {
            ["eth0", "wg0"].contains($0.name.raw)
        }
        .map { link in
            HostFacts.Interface(
                name: link.name.raw, role: link.name.raw == "wg0" ? .tunnel : .underlay,
                addresses: addresses.filter { $0.link == link.index }.map(\.address))
        }
        host.outerMark = 51_820
        return RuleReading(
            try await machine.ruleset(), on: host,
            outer: manifest.outer_flows.compactMap { OuterFlow($0) })
    }

    @Test(arguments: flaws.keys.sorted())
    func theRulesOfAShapeHaveItsMistakeAndNoOther(_ shape: String) async throws {
        let lab = try TestLab("rules", ["--killswitch", shape])
        let reading = try await Self.reading(lab)
        #expect(reading.flaws.map(\.id) == Self.flaws[shape])
        #expect(reading.isWhole)
    }

    /// Whoever loads them in two steps has them, or nothing.
    @Test func rulesThatAreReloadedAreStrictOrGone() async throws {
        let lab = try TestLab("rules", ["--killswitch", "weak-reload"])
        var isStrict = false
        for _ in 0..<1000 where !isStrict {
            let reading = try await Self.reading(lab)
            #expect(reading.flaws.isEmpty || reading.flaws == [.open])
            isStrict = reading.flaws.isEmpty
        }
        #expect(isStrict)
    }

    /// What a report says of a drill.
    private struct Told: Decodable {
        let drill: Drill
        let findings: [Finding]
        let limits: [Limit]

        struct Drill: Decodable { let rules: Rules }
        struct Rules: Decodable {
            let flaws: [Flaw]
            let understood: Bool
        }
        struct Flaw: Decodable {
            let id: String
            let measured: Bool
            let text: String
        }
        struct Finding: Decodable {
            let check_id: String
            let what: String
        }
        struct Limit: Decodable {
            let reason_code: String
            let text: String
        }

        init(_ lab: TestLab, _ faults: [String]) throws {
            let file = FileManager.default.temporaryDirectory
                .appending(path: "watertight-rules-\(UUID().uuidString).json")
            defer { try? FileManager.default.removeItem(at: file) }
            let run = try Drilled.start(lab, faults, watch: "2s", ["-o", file.path])
            _ = try run.end()
            let said = try run.said
            let bytes = try #require(FileManager.default.contents(atPath: file.path), "\(said)")
            do {
                self = try JSONDecoder().decode(Told.self, from: bytes)
            } catch {
                throw Started.Fault(text: "\(error): \(said)")
            }
        }

        /// What the findings of a check say.
        func words(of check: String) -> [String] {
            findings.filter { $0.check_id == check }.map(\.what)
        }
    }

    /// Each shape, a fault under which it opens, the check that fails, and how the rules explain it.
    @Test(arguments: [
        ("none", "interface-deleted", "killswitch.interface-down", "they hold no new flow."),
        (
            "weak-established", "interface-down", "killswitch.established",
            "they let what belongs to a known connection out, and hold only new flows."
        ),
        (
            "weak-dns", "interface-deleted", "killswitch.dns-exempt",
            "they let look-ups on port 53 out."
        ),
        (
            "weak-interface", "new-uplink", "killswitch.link-change",
            "they name eth0 alone, and let out by any other one."
        ),
    ])
    func theRulesExplainWhatWasMeasured(
        _ shape: String, _ fault: String, _ check: String, _ predicate: String
    ) throws {
        let lab = try TestLab("why", ["--killswitch", shape])
        let told = try Told(lab, [fault])
        let words = told.words(of: check)
        #expect(!words.isEmpty)
        for what in words {
            #expect(what.contains("The machine's rules say the same: "), "\(what)")
            #expect(what.contains(predicate), "\(what)")
        }
        let flaws = told.drill.rules.flaws
        #expect(flaws.map(\.id) == Self.flaws[shape])
        #expect(flaws.filter(\.measured).count == 1 && told.drill.rules.understood)
    }

    @Test func whatIsOpenByTheRulesAloneIsSaid() throws {
        let lab = try TestLab("alone", ["--killswitch", "weak-mark"])
        let told = try Told(lab, ["interface-deleted", "firewall-reload"])
        #expect(told.drill.rules.flaws.map(\.measured) == [false])
        let limits = told.limits.filter { $0.reason_code == "killswitch.open_by_rules" }
        #expect(
            limits.map(\.text) == [
                "The rules let any packet with the mark 0xca6c out. Nothing of that kind was seen "
                    + "to leave."
            ])
        // The rules that were there before it hold new flows; those under it hold nothing.
        let words = told.words(of: "killswitch.rule-conflict")
        #expect(!words.isEmpty)
        for what in words {
            #expect(
                what.hasSuffix("The machine's rules had changed by then: they hold no new flow."),
                "\(what)")
        }
    }
}
