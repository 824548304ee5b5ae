internal import Foundation
internal import Glibc
internal import Testing

/// `watertight responder`: its configuration, its lines, its end.
struct ResponderTests {
    private static let text = """
        zone: leak.test
        key: key
        listen:
          dns: ["127.0.0.1:0", "127.0.0.2:0"]
          http: ["127.0.0.1:0"]
          stun: ["127.0.0.1:0"]
          canary_udp: ["127.0.0.1:0"]
          canary_tcp: ["127.0.0.1:0"]
        records:
          - {name: "@", type: NS, value: ns.leak.test}
          - {name: ns, type: A, value: 203.0.113.53}
          - {name: "*", type: AAAA, value: "2001:db8:113::80"}
        rates: {answers_per_second: 100, burst: 200}

        """

    @Test(arguments: [SIGTERM, SIGINT])
    func itSaysReadyAndEndsCleanly(_ signal: Int32) throws {
        let folder = try TemporaryFolder()
        try folder.write(ResponderTests.text, as: "c.yaml")
        let run = try StartedRun(["responder", "c.yaml"], in: folder.root)
        let key = try #require(run.line("key "))
        #expect(key.count == 4 + 43)
        let ready = try #require(run.line("ready "))
        let words = ready.split(separator: " ").dropFirst()
        #expect(
            words.map { $0.split(separator: "=")[0] } == [
                "dns/udp", "dns/udp", "dns/tcp", "dns/tcp", "http", "stun/udp", "stun/tcp",
                "canary/udp", "canary/tcp",
            ])
        #expect(words.allSatisfy { !$0.hasSuffix(":0") })
        #expect(run.end(by: signal) == 0)
        // The key stays the same.
        let again = try StartedRun(["responder", "c.yaml"], in: folder.root)
        #expect(again.line("key ") == key)
        #expect(again.end(by: signal) == 0)
    }

    @Test(arguments: [
        ("zone: leak.test", "zone: leak..test", "c.yaml:1:7: \"leak..test\""),
        ("zone: leak.test\n", "", "\"zone\""), ("key: key\n", "", "\"key\""),
        ("rates:", "speed:", "c.yaml:13:1: unknown key \"speed\""),
        ("  stun:", "  turn:", "c.yaml:6:3: unknown key \"turn\" in listen"),
        ("burst: 200", "burst: 0", "c.yaml:13:41: \"0\" is no value for \"burst\""),
        ("burst: 200", "burst: many", "\"many\""), ("type: AAAA", "type: A", "2001:db8:113::80"),
        ("type: AAAA", "type: MX", "\"MX\" is no value for \"type\""),
        ("name: ns,", "name: ns, ttl: 1,", "c.yaml:11:16: unknown key \"ttl\" in records"),
        ("127.0.0.2:0", "::1:0:zz", "is no value for \"dns\""),
        ("records:\n", "records: 7\nother:\n", "c.yaml:9:10: records is not a list"),
        ("\"*\"", "*all", "anchors, aliases and tags"), ("zone: leak.test", "zone: [", "not YAML"),
    ])
    func whatIsNotUnderstoodIsRefused(_ old: String, _ new: String, _ told: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(ResponderTests.text.replacing(old, with: new), as: "c.yaml")
        let run = try Run(["responder", "c.yaml"], in: folder.root)
        #expect(run.exitCode == 2 && run.output.isEmpty)
        #expect(run.errors.contains("explain responder.configuration"))
        #expect(run.errors.replacing("\n  ", with: " ").contains(told), "\(run.errors)")
        #expect(try folder.names == ["c.yaml"])
    }

    @Test func whatListensNowhereIsRefused() throws {
        let folder = try TemporaryFolder()
        for text in ["", "zone: leak.test\nkey: key\n"] {
            try folder.write(text, as: "c.yaml")
            #expect(try Run(["responder", "c.yaml"], in: folder.root).exitCode == 2)
        }
        #expect(try Run(["responder", "absent.yaml"], in: folder.root).exitCode == 2)
        #expect(try Run(["responder"], in: folder.root).exitCode == 2)
    }

    @Test(arguments: [
        // An address of nobody, no name server, a key that is a folder, a missing certificate.
        ("\"127.0.0.1:0\", ", "\"192.0.2.1:0\", "),
        ("type: NS, value: ns.leak.test", "type: A, value: 192.0.2.1"),
        ("key: key", "key: ."), ("  http:", "  https:"),
    ])
    func whatCannotBeServedIsTold(_ old: String, _ new: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(ResponderTests.text.replacing(old, with: new), as: "c.yaml")
        let run = try Run(["responder", "c.yaml"], in: folder.root)
        #expect(run.exitCode == 4 && run.output.isEmpty)
        #expect(run.errors.contains("explain responder.start"), "\(run.errors)")
        #expect(try Run(["explain", "responder.start"], in: folder.root).exitCode == 0)
    }
}
