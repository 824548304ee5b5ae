internal import Responder
internal import Testing
internal import Wire

/// What the zone says, over real sockets.
struct DNSAnswerTests {
    @Test(arguments: [
        ("ns.leak.test", DNSType.a, 0, ["answer 1 203.0.113.53"]),
        ("ns.leak.test", DNSType.aaaa, 0, ["answer 28 2001:db8:113::53"]),
        ("anything.leak.test", DNSType.a, 0, ["answer 1 203.0.113.80"]),
        ("c1.run.leak.test", DNSType.a, 0, ["answer 1 203.0.113.80"]),
        ("*.leak.test", DNSType.a, 0, ["answer 1 203.0.113.80"]),
        // The wildcard has no AAAA; what lies between a name and the zone exists and has nothing.
        ("anything.leak.test", DNSType.aaaa, 0, ["authority 6 -"]),
        ("below.leak.test", DNSType.a, 0, ["authority 6 -"]),
        ("leak.test", DNSType.a, 0, ["authority 6 -"]),
        ("leak.test", DNSType.soa, 0, ["answer 6 -"]),
        (
            "leak.test", DNSType.ns, 0,
            [
                "answer 2 ns.leak.test", "additional 1 203.0.113.53",
                "additional 28 2001:db8:113::53",
            ]
        ),
        // The wildcard does not reach below names that exist.
        ("other.below.leak.test", DNSType.a, 3, ["authority 6 -"]),
        ("under.ns.leak.test", DNSType.a, 3, ["authority 6 -"]),
        ("leak.example", DNSType.a, 5, []), ("test", DNSType.a, 5, []), (".", DNSType.ns, 5, []),
        ("xleak.test", DNSType.a, 5, []), ("leak.test", 252, 5, []), ("leak.test", 251, 5, []),
        ("whoami.leak.test", DNSType.a, 0, ["authority 6 -"]),
    ])
    func theZoneIsAnsweredRight(
        _ name: String, _ type: UInt16, _ code: UInt8, _ records: [String]
    ) throws {
        let scene = try Scene()
        let answer = try Lookup(
            try scene.client(.dnsUDP).ask(try Lookup.query(name, type, id: 0xbeef)))
        #expect(answer.code == code && answer.records == records, "\(answer.records)")
        #expect(answer.message.isResponse && answer.message.id == 0xbeef)
        #expect(answer.isAuthoritative == (code != 5))
        #expect(answer.question == name)
    }

    @Test func otherClassesAreRefused() throws {
        let scene = try Scene()
        let client = try scene.client(.dnsUDP)
        let query = try Lookup.query("version.bind", DNSType.txt, class: 3)
        #expect(try Lookup(try client.ask(query)).code == 5)
        #expect(try Lookup(try client.ask(try Lookup.query("leak.test", class: 255))).code == 5)
    }

    @Test func theCaseOfLettersComesBack() throws {
        let scene = try Scene()
        let query = try Lookup.query("c1.RuN-7.LeAk.tEsT")
        let answer = try Lookup(try scene.client(.dnsUDP).ask(query))
        #expect(answer.question == "c1.RuN-7.LeAk.tEsT")
        let rows = try scene.rows(of: "run-7").rows
        #expect(rows.map(\.name) == ["c1.RuN-7.LeAk.tEsT"])
    }

    @Test func ednsIsAnsweredOnlyWhereItWasAsked() throws {
        let scene = try Scene()
        let client = try scene.client(.dnsUDP)
        #expect(try Lookup(try client.ask(try Lookup.query("leak.test", edns: nil))).edns == nil)
        #expect(try Lookup(try client.ask(try Lookup.query("leak.test"))).edns == 0)
        let signed = try Lookup.query("leak.test", flags: 0x8000)
        #expect(try Lookup(try client.ask(signed)).edns == 0x8000)
        // Version 1 is BADVERS: 16, of which OPT has the upper bits.
        let newer = try Lookup(try client.ask(try Lookup.query("leak.test", flags: 1 << 16)))
        #expect(newer.code == 0 && newer.edns == 1 << 24 && newer.records.isEmpty)
    }

    @Test(arguments: ["198.51.100.0/24", "192.0.2.0/23", "2001:db8::/56", "0.0.0.0/0", "::/0"])
    func ecsIsEchoed(_ text: String) throws {
        let scene = try Scene()
        let prefix = try #require(IPPrefix(text))
        let query = try Lookup.query(
            "c1.ecs.leak.test", edns: [DNSOption(DNSClientSubnet(prefix))])
        let answer = try Lookup(try scene.client(.dnsUDP).ask(query))
        let subnet = try #require(answer.subnet)
        #expect(subnet.address == prefix.address && subnet.sourcePrefix == prefix.length)
        #expect(subnet.scopePrefix == prefix.length)
        #expect(answer.records == ["answer 1 203.0.113.80"])
        #expect(try scene.rows(of: "ecs").rows.map(\.ecs) == [text])
    }

    @Test(arguments: [
        // Bits beyond the prefix, a scope in a query, a wrong family, a cut address, none at all.
        [0, 1, 23, 0, 198, 51, 101], [0, 1, 24, 24, 198, 51, 100], [0, 3, 8, 0, 198],
        [0, 1, 24, 0, 198], [] as [UInt8],
    ])
    func aMalformedSubnetIsAFormatError(_ value: [UInt8]) throws {
        let scene = try Scene()
        let query = try Lookup.query("leak.test", edns: [DNSOption(code: 8, value: value)])
        let answer = try Lookup(try scene.client(.dnsUDP).ask(query))
        #expect(answer.code == 1 && answer.subnet == nil && answer.edns == 0)
    }

    @Test func twoOptionRecordsAreAFormatError() throws {
        let scene = try Scene()
        var query = try Lookup.query("leak.test")
        query += query.suffix(11)
        query[11] = 2
        #expect(try Lookup(try scene.client(.dnsUDP).ask(query)).code == 1)
    }

    @Test func udpAnswersNeverExceedThreeTimesTheQuestion() throws {
        let scene = try Scene()
        let client = try scene.client(.dnsUDP)
        let long = String(repeating: "a", count: 60)
        let names = [
            "leak.test", "ns.leak.test", "whoami.leak.test", "nothing.ns.leak.test", ".",
            "c1.run.leak.test", "\(long).\(long).\(long).leak.test",
        ]
        let subnet = try #require(IPPrefix("2001:db8::/128"))
        let extensions: [[DNSOption]?] = [nil, [], [DNSOption(DNSClientSubnet(subnet))]]
        for name in names {
            for type in [DNSType.a, DNSType.ns, DNSType.soa, DNSType.txt, DNSType.any, 252] {
                for edns in extensions {
                    let query = try Lookup.query(name, type, edns: edns, size: 65_535)
                    let answer = try client.ask(query)
                    #expect(answer.count <= 3 * query.count)
                    #expect(answer.count <= (edns == nil ? 512 : 1_232))
                }
            }
        }
    }

    @Test func whatDoesNotFitComesOverTCP() throws {
        let scene = try Scene()
        let query = try Lookup.query("whoami.leak.test", DNSType.txt)
        let short = try Lookup(try scene.client(.dnsUDP).ask(query))
        #expect(short.message.isTruncated && short.records.isEmpty)
        let client = try scene.client(.dnsTCP)
        let framed = try #require(DNSOverTCP.framed(query))
        // Two questions in one segment, the second cut in two.
        try client.send(framed + framed.prefix(9))
        try client.send(Array(framed.dropFirst(9)))
        let bytes = try client.receive { bytes in
            guard let first = unsafe DNSOverTCP(bytes.span.bytes), first.isWhole else {
                return false
            }
            let next = unsafe DNSOverTCP(bytes.span.bytes, at: first.message.upperBound)
            return next?.isWhole ?? false
        }
        let frame = try #require(unsafe DNSOverTCP(bytes.span.bytes))
        let answer = try Lookup(Array(bytes[frame.message]))
        let body = String(decoding: try #require(answer.strings.first), as: UTF8.self)
        #expect(body.hasPrefix("address=127.0.0.1 port=\(client.port) transport=tcp "))
    }

    @Test(.enabled(if: Client.hasIPv6, "no ::1 here")) func bothFamiliesAreServed() throws {
        let address = try Scene.address("::1")
        let scene = try Scene(on: address)
        let client = try scene.client(.dnsUDP)
        _ = try client.ask(try Lookup.query("c1.six.leak.test"))
        #expect(try scene.rows(of: "six").rows.map(\.address) == ["::1"])
        let stun = try scene.client(.stunUDP)
        let bytes = try stun.ask(
            STUNWriter(.request, transactionHigh: 1, transactionLow: 2).bytes)
        let message = try #require(unsafe STUNMessage(bytes.span.bytes))
        let seen = unsafe message.reflexiveEndpoint(in: bytes.span.bytes)
        #expect(seen == STUNEndpoint(address: address, port: stun.port))
    }
}
