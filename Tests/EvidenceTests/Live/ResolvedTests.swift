internal import Testing
internal import Wire

@testable internal import Evidence

/// What is known of systemd-resolved, and of the names that it was asked for.
struct ResolvedTests {
    private typealias Link = HostFacts.Resolved.Link

    private let router = IPAddress(v4: 0xc0a8_3201)
    private let inner = IPAddress(v4: 0x0a40_0001)

    private func facts(_ links: [Link]) -> HostFacts {
        var facts = HostFacts()
        facts.interfaces = [
            HostFacts.Interface(name: "eth0", role: .underlay),
            HostFacts.Interface(name: "wg0", role: .tunnel),
        ]
        facts.resolved = HostFacts.Resolved(.told)
        facts.resolved?.links = links
        return facts
    }

    private func eth0(_ domains: [String] = [], isDefault: Bool, served: Bool = true) -> Link {
        Link(
            name: "eth0", servers: served ? [router] : [],
            domains: domains.map { OutsideText($0) }, isDefaultRoute: isDefault)
    }

    private func wg0(_ domains: [String], isDefault: Bool = true) -> Link {
        Link(
            name: "wg0", servers: [inner], domains: domains.map { OutsideText($0) },
            isDefaultRoute: isDefault)
    }

    @Test func publicNamesGoToTheLinksThatTakeAllOrElseToTheDefaultOnes() {
        let asked = { (links: [Link]) in facts(links).underlaysOfPublicNames.map(\.name) }
        #expect(asked([eth0(isDefault: true), wg0(["~."])]) == [])
        #expect(asked([eth0(isDefault: true), wg0([])]) == ["eth0"])
        #expect(asked([eth0(isDefault: false), wg0([])]) == [])
        #expect(asked([eth0(["~."], isDefault: false), wg0(["~."])]) == ["eth0"])
        // Nobody is asked at a link without servers, and none of its domains counts.
        #expect(asked([eth0(isDefault: true, served: false), wg0([])]) == [])
        #expect(asked([eth0(["~example"], isDefault: true), wg0(["~example"])]) == ["eth0"])
        #expect(HostFacts().underlaysOfPublicNames.isEmpty)
        #expect(
            facts([eth0(["~.", "home.arpa", "~corp"], isDefault: false), wg0(["inside"])])
                .underlayDomains == ["home.arpa", "corp"])
    }

    @Test func whatItSaidIsReadBackInAnyOrderOfRows() throws {
        var facts = facts([
            eth0(["home.arpa"], isDefault: true), wg0(["~.", "a\u{1b}b"], isDefault: false),
        ])
        facts.resolved?.servers = [inner]
        facts.resolved?.links[0].overTLS = OutsideText("opportunistic")
        let bytes = try HostRow.bytes(of: facts)
        #expect(try HostRow.facts(bytes, of: "run") == facts)
        let turned = Array(bytes.split(separator: 10).reversed().joined(separator: [10]))
        let back = try HostRow.facts(turned, of: "run").resolved
        #expect(back?.state == .told && back?.links.count == 2 && back?.servers == [inner])
    }

    @Test(arguments: [
        #"{"fact":"resolved"}"#, #"{"fact":"resolved","state":"told"}"#,
        #"{"fact":"resolved","state":"asleep","addresses":[]}"#,
        #"{"fact":"resolved","state":"told","addresses":["nowhere"]}"#,
        #"{"fact":"resolved_link","name":"eth0","addresses":[],"domains":[]}"#,
        #"{"fact":"resolved_link","name":"eth0","addresses":["x"],"domains":[],"default_route":true,"over_tls":"no"}"#,
    ])
    func aRowThatLacksSomethingIsRefused(_ row: String) {
        #expect(throws: EvidenceError.self) { try HostRow.facts(Array(row.utf8), of: "run") }
    }

    @Test func onlyNamesThatNobodyElseWasAskedForAreItsOwn() {
        var question = Answer(
            .dns, .routed, to: HostFacts.Resolved.stubs[0], port: 53, at: 0, outcome: .answered)
        question.mark = "R1.run.leak.test"
        let query = Specimen.sent.udp(
            Specimen.address, 4000, Specimen.server, 53,
            // A query for r1.run.leak.test, type A (RFC 1035, 4.1).
            [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
                + ["r1", "run", "leak", "test"].flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
                + [0, 0, 1, 0, 1])
        let seen = { (answers: [Answer], inside: Bool) -> [UInt64] in
            let recording = Specimen(
                inside ? [] : [query], inside: inside ? [query] : [], answers: answers
            ).recording()
            return [Sighting.resolvedNameInside, .resolvedNameOutside].map {
                recording.ledger.tally($0, stage: 0).packets
            }
        }
        #expect(seen([question], true) == [1, 0])
        #expect(seen([question], false) == [0, 1])
        #expect(seen([], false) == [0, 0])
        // Another resolver was asked for it as well, so nobody knows whose look-up it is.
        var other = question
        other.remote = Specimen.server
        #expect(seen([question, other], false) == [0, 0])
        // Another program at another loopback address is not systemd-resolved.
        var dnsmasq = question
        dnsmasq.remote = IPAddress(v4: 0x7f00_0001)
        #expect(!dnsmasq.isOfResolved && seen([dnsmasq], false) == [0, 0])
    }
}
