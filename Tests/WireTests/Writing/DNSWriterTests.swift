internal import HostileBytes
internal import Testing
internal import Wire

/// What the writer writes, Wire's own reader reads.
struct DNSWriterTests {
    private func name(_ text: String) throws -> DNSWireName { try #require(DNSWireName(text)) }

    /// An answer to `c1.run.leak.test`, asked in mixed case.
    private func writer() throws -> DNSWriter {
        var writer = DNSWriter(id: 0x4d02, flags: 0x8400)
        let isWritten = writer.write(question: try name("C1.rUn.leak.test"), type: DNSType.a)
        #expect(isWritten)
        return writer
    }

    @Test func aQueryIsTheOneThatOthersWrite() throws {
        var writer = DNSWriter(id: 1, flags: 0x0100)
        _ = writer.write(question: try name("a.leak.test"), type: DNSType.aaaa)
        #expect(writer.bytes == DNSTests.query("a.leak.test", type: 28))
        // The query of dig, cookie included.
        var full = DNSWriter(id: 0x4d02, flags: 0x0120)
        _ = full.write(question: try name("c1.dns-isp-1795360454.leak.test"), type: DNSType.a)
        let cookie = DNSOption(code: 10, value: hex("abe97d3e6f6f1e45"))
        _ = full.write(
            .additional, .root, timeToLive: 0, .options(largestDatagram: 0x04d0, [cookie]))
        #expect(full.bytes == DNSTests.query)
    }

    @Test func everyRecordIsReadBack() throws {
        var writer = try writer()
        let zone = try name("leak.test")
        let server = try name("ns.LEAK.test")
        let authority = DNSAuthority(
            primary: server, mailbox: try name("who.example"), serial: 9, seconds: 1)
        let subnet = DNSClientSubnet(try #require(IPPrefix("2001:db8:ff00::/41")), scope: 41)
        let v4 = try #require(IPAddress("203.0.113.80"))
        let v6 = try #require(IPAddress("2001:db8::80"))
        let records: [(DNSRecord.Section, DNSWireName, DNSRecordValue)] = [
            (.answer, try name("C1.rUn.leak.test"), .address(v4)),
            (.answer, zone, .address(v6)), (.answer, zone, .text([[65, 66], []])),
            (.authority, zone, .nameServer(server)), (.authority, zone, .authority(authority)),
            (.additional, try name("leak.example"), .address(v4)),
            (.additional, .root, .options(largestDatagram: 1_232, [DNSOption(subnet)])),
        ]
        for (section, name, data) in records {
            let isWritten = writer.write(section, name, timeToLive: 0x0102_0304, data)
            #expect(isWritten)
        }
        let bytes = writer.bytes
        let message = try #require(read(bytes) { DNSMessage($0) })
        var seen: [String] = []
        let isWhole = read(bytes) { span in
            message.visitRecords(in: span) { record, section in
                let value =
                    record.address(in: span)?.description ?? record.target(in: span)?.raw
                    ?? "\(record.data.count)"
                seen.append(
                    "\(section) \(record.name(in: span)?.raw ?? "-") \(record.type) \(value)")
                #expect(record.timeToLive == 0x0102_0304)
            }
        }
        #expect(isWhole)
        // Names that end as the question does come back in its case: they point into it.
        #expect(
            seen == [
                "answer C1.rUn.leak.test 1 203.0.113.80", "answer leak.test 28 2001:db8::80",
                "answer leak.test 16 4", "authority leak.test 2 ns.leak.test",
                "authority leak.test 6 38", "additional leak.example 1 203.0.113.80",
                "additional . 41 14",
            ])
        #expect(read(bytes) { message.clientSubnet(in: $0) } == subnet)
        #expect(message.answerCount == 3 && message.authorityCount == 2)
    }

    @Test func namesAreCompressedToTheLongestEnd() throws {
        var writer = try writer()
        let before = writer.bytes.count
        let address = try #require(IPAddress("203.0.113.80"))
        _ = writer.write(.answer, try name("c1.run.leak.test"), timeToLive: 1, .address(address))
        // Pointer, type, class, TTL, length, address.
        #expect(writer.bytes.count == before + 16)
        _ = writer.write(.answer, try name("ns.leak.test"), timeToLive: 1, .address(address))
        #expect(writer.bytes.count == before + 16 + 3 + 16)
        // A label that only ends alike is no ancestor.
        _ = writer.write(.answer, try name("xleak.test"), timeToLive: 1, .address(address))
        #expect(writer.bytes.count == before + 16 + 3 + 16 + 6 + 16)
    }

    @Test func whatDoesNotFitIsLeftOutWhole() throws {
        let address = DNSRecordValue.address(try #require(IPAddress("203.0.113.80")))
        var writer = try writer()
        let owner = try name("C1.rUn.leak.test")
        writer.limit = writer.bytes.count + 16 + 15
        let first = writer.write(.answer, owner, timeToLive: 1, address)
        let bytes = writer.bytes
        let second = writer.write(.answer, owner, timeToLive: 1, address)
        #expect(first && !second && writer.bytes == bytes)
        writer.truncate()
        let message = try #require(read(writer.bytes) { DNSMessage($0) })
        #expect(message.isTruncated && message.answerCount == 0 && message.questionCount == 1)
        #expect(read(writer.bytes) { message.firstQuestion(in: $0) }?.end == writer.bytes.count)
        writer.limit = 65_535
        let again = writer.write(.answer, owner, timeToLive: 1, address)
        #expect(again)
    }

    @Test func sectionsComeInOrderAndTheQuestionFirst() throws {
        let address = DNSRecordValue.address(try #require(IPAddress("203.0.113.80")))
        var writer = try writer()
        let zone = try name("leak.test")
        let additional = writer.write(.additional, zone, timeToLive: 1, address)
        let answer = writer.write(.answer, zone, timeToLive: 1, address)
        let authority = writer.write(.authority, zone, timeToLive: 1, address)
        let question = writer.write(question: zone, type: DNSType.a)
        #expect(additional && !answer && !authority && !question)
    }

    @Test func flagsAreSetOneByOne() throws {
        var writer = DNSWriter(id: 1, flags: 0x8100)
        writer.setAuthoritative()
        writer.set(responseCode: 3)
        #expect(Array(writer.bytes.prefix(4)) == [0, 1, 0x85, 3])
        writer.set(responseCode: 0xf5)
        #expect(writer.bytes[3] == 5)
    }

    @Test func framesAreReadBack() throws {
        let query = DNSTests.query
        let framed = try #require(DNSOverTCP.framed(query))
        let frame = try #require(read(framed) { DNSOverTCP($0) })
        #expect(frame.isWhole && Array(framed[frame.message]) == query)
        #expect(DNSOverTCP.framed([UInt8](repeating: 0, count: 65_536)) == nil)
    }
}

/// Names as they travel.
struct DNSWireNameTests {
    @Test(arguments: [
        "", ".", "a..b", ".a", "a b", "a\\b", "a\u{7f}", "é", String(repeating: "a", count: 64),
        Array(repeating: String(repeating: "a", count: 63), count: 4).joined(separator: "."),
    ])
    func whatIsNoNameIsRefused(_ text: String) {
        #expect(DNSWireName(text) == nil)
    }

    @Test func namesCompareWithoutCase() throws {
        let name = try #require(DNSWireName("a.Leak.TEST."))
        #expect(name == DNSWireName("A.leak.test"))
        #expect(Set([name]).contains(try #require(DNSWireName("A.leak.test"))))
        #expect(name.description == "a.Leak.TEST" && name.lowercase.description == "a.leak.test")
        #expect(name != DNSWireName("b.leak.test") && name != DNSWireName("leak.test"))
        #expect(DNSWireName.root.description == "." && DNSWireName.root.parent == nil)
    }

    @Test func ancestorsEndAtLabels() throws {
        let name = try #require(DNSWireName("a.bc.test"))
        #expect(name.prefixLength(above: try #require(DNSWireName("BC.test"))) == 2)
        #expect(name.prefixLength(above: .root) == 10)
        #expect(name.prefixLength(above: try #require(DNSWireName("c.test"))) == nil)
        #expect(name.prefixLength(above: try #require(DNSWireName("x.a.bc.test"))) == nil)
        // The length byte of a label may look like a character of another.
        let digits = try #require(DNSWireName(String(repeating: "1", count: 49)))
        let shifted = try #require(DNSWireName("1" + digits.description))
        #expect(shifted.prefixLength(above: digits) == nil)
        #expect(name.parent?.description == "bc.test")
        #expect(name.labels.map(name.label) == ["a", "bc", "test"])
        #expect(DNSWireName("a")?.below(try #require(DNSWireName("bc.test"))) == name)
        let long = String(repeating: "a", count: 63)
        let most = try #require(DNSWireName([long, long, long].joined(separator: ".")))
        #expect(DNSWireName(long)?.below(most) == nil)
    }

    @Test func compressedNamesAreReadWhole() throws {
        let bytes = DNSTests.response
        // The glue's owner is `ns` and a pointer to the zone.
        let offset = try #require(bytes.indices.first { bytes[$0...].starts(with: [2, 110, 115]) })
        #expect(read(bytes) { DNSWireName(in: $0, at: offset) } == DNSWireName("ns.leak.test"))
        harass(bytes) { _ = DNSWireName(in: $0, at: 12) }
    }
}
