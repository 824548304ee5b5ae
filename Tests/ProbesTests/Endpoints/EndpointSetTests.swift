internal import Testing
internal import Wire

@testable internal import Probes

/// Whom the user names is who is asked.
struct EndpointSetTests {
    private static let key = "5_q7Poq4ZJI9bS-FSbxO-46qUAIOpkMGBcfJ_ep2jrQ"

    private func set(_ values: String..., file: String? = nil) throws -> EndpointSet {
        try EndpointSet(values) { path in path == "list" ? file.map { Array($0.utf8) } : nil }
    }

    @Test func nobodyIsAskedUnlessNamed() throws {
        for set in [try set(), try set("none"), EndpointSet.none] {
            #expect(set.isEmpty && set.plan.isEmpty)
        }
    }

    @Test func strangersAreAskedOnlyIfTheUserSaysSo() throws {
        #expect(try set("public").adapters.count == EndpointAdapter.publicOnes.count)
        let own = try set("self=192.0.2.53,zone=leak.example,key=\(EndpointSetTests.key)")
        #expect(own.adapters.map(\.name) == ["192.0.2.53"])
    }

    @Test func thePlanNamesEverybody() throws {
        let plan = try set("public", "self=192.0.2.53,https=8443").plan.joined(separator: "\n")
        for adapter in EndpointAdapter.publicOnes {
            for contact in adapter.contacts {
                #expect(plan.contains(contact.description), "\(contact)")
            }
        }
        #expect(plan.contains("https 192.0.2.53:8443"))
        #expect(plan.contains("look-ups   hosts of endpoints, by the system's resolver"))
        // An address needs no look-up.
        let own = try set("self=2001:db8::53,zone=leak.example").plan
        #expect(own.count == 1)
        #expect(own.first?.contains("http [2001:db8::53]:80, dns [2001:db8::53]:53") == true)
        #expect(own.first?.contains("names below leak.example, by the system's resolver") == true)
    }

    @Test(arguments: [
        ("192.0.2.53", ["http:80"]), ("192.0.2.53,https=443", ["https:443"]),
        ("probe1.example,http=8080,zone=leak.example", ["dns:53", "http:8080"]),
        (
            "192.0.2.53,zone=leak.example,dns=5353,dot=8853,https=8443",
            ["dns:5353", "dot:8853", "https:8443"]
        ),
    ])
    func ownRespondersAreAskedAtTheirPorts(_ text: String, _ ports: [String]) throws {
        let own = try OwnResponder(Substring(text))
        #expect(own.ports.map { "\($0.rawValue):\($1)" }.sorted() == ports)
    }

    @Test(arguments: [
        "", "self=", "self=a b", "self=192.0.2.53,", "self=192.0.2.53,key=x",
        "self=192.0.2.53,zone=a..b",
        "self=192.0.2.53,http=0", "self=192.0.2.53,http=65536", "self=192.0.2.53,colour=red",
        "self=192.0.2.53,dns=53", "self=192.0.2.53:80", "ipify", "everybody", "file=gone", "Public",
    ])
    func whatNamesNobodyIsRefused(_ value: String) {
        #expect(throws: EndpointError.self) { try set(value) }
    }

    @Test func noneStandsAlone() {
        #expect(throws: EndpointError.self) { try set("none", "public") }
    }

    @Test func aFileNamesSomeOfThem() throws {
        let file = "# ours\nself=192.0.2.53\n\n  ipify  # theirs\nstun\nipify\n"
        let set = try set("file=list", file: file)
        #expect(set.adapters.map(\.name) == ["192.0.2.53", "ipify", "stun"])
        for line in ["file=list", "none", "ipify stun", "nobody"] {
            #expect(throws: EndpointError.self) { try self.set("file=list", file: line) }
        }
    }

    @Test func thereIsABound() {
        let lines = (1...40).map { "self=192.0.2.\($0)" }.joined(separator: "\n")
        #expect(throws: EndpointError.self) { try set("file=list", file: lines) }
    }

    /// What the plan does not tell of is not asked, whatever an answer says.
    @Test(arguments: [
        ("https", "api.example", true), ("https", "a.b.api.example", false),
        ("https", "api.example.", false),
        ("stub", "x.api.example.", true), ("stub", "xapi.example", false),
        ("stub", "example", false),
    ])
    func contactsCoverWhatTheyName(_ kind: String, _ host: String, _ isCovered: Bool) {
        let contact = EndpointContact(kind == "stub" ? .resolver : .https, "api.example")
        let ask = EndpointAsk(
            host: host, port: kind == "stub" ? 53 : 443, isIPv4: nil,
            content: kind == "stub" ? .stub : .web(.https, target: "/", .system))
        #expect(contact.covers(ask, resolvers: []) == isCovered)
    }
}
