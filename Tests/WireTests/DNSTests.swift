internal import HostileBytes
internal import Testing
internal import Wire

@Suite struct DNSTests {
    /// A real query of dig: c1.dns-isp-1795360454.leak.test A, EDNS with a cookie.
    static let query = hex(
        """
        4d02 0120 0001 0000 0000 0001 02 6331 12 646e732d6973702d31373935333630343534
        04 6c65616b 04 74657374 00 0001 0001 00 0029 04d0 00000000 000c 000a0008abe97d3e6f6f1e45
        """)
    /// Its answer: A 203.0.113.80, NS ns.leak.test, A 203.0.113.53, OPT.
    static let response = hex(
        """
        4d02 8580 0001 0001 0001 0002 02 6331 12 646e732d6973702d31373935333630343534
        04 6c65616b 04 74657374 00 0001 0001 c00c 0001 0001 00000001 0004 cb007150
        c022 0002 0001 00000001 0005 026e73c022 c04d 0001 0001 00000001 0004 cb007135
        00 0029 04d0 00000000 0000
        """)

    /// A query for one name, without EDNS.
    static func query(_ name: String, type: UInt16 = 1, class: UInt16 = 1) -> [UInt8] {
        var bytes = hex("0001 0100 0001 0000 0000 0000")
        for label in name.split(separator: ".") {
            bytes.append(UInt8(label.utf8.count))
            bytes += Array(label.utf8)
        }
        bytes.append(0)
        for word in [type, `class`] {
            bytes += [UInt8(word >> 8), UInt8(word & 255)]
        }
        return bytes
    }

    /// An answer of one A record with this owner name as raw bytes at offset 12.
    static func name(_ bytes: [UInt8]) -> OutsideText? {
        let message = [UInt8](repeating: 0, count: 12) + bytes
        return read(message) { DNSName.text(in: $0, at: 12) }
    }

    @Test func headerIsRead() throws {
        let message = try #require(read(Self.query) { DNSMessage($0) })
        #expect(message.id == 0x4d02 && !message.isResponse && message.recursionDesired)
        #expect(message.opcode == 0 && message.questionCount == 1 && message.additionalCount == 1)
        let answer = try #require(read(Self.response) { DNSMessage($0) })
        #expect(answer.isResponse && answer.responseCode == 0 && !answer.isTruncated)
    }

    @Test func questionIsRead() throws {
        let message = try #require(read(Self.query) { DNSMessage($0) })
        let question = try #require(read(Self.query) { message.firstQuestion(in: $0) })
        #expect(question.type == 1 && question.class == 1 && question.nameOffset == 12)
        #expect(
            read(Self.query) { question.name(in: $0) }?.raw == "c1.dns-isp-1795360454.leak.test")
    }

    @Test func recordsAreVisited() throws {
        let message = try #require(read(Self.response) { DNSMessage($0) })
        var seen: [String] = []
        let isWhole = read(Self.response) { bytes in
            message.visitRecords(in: bytes) { record, section in
                let name = record.name(in: bytes)?.raw ?? "-"
                let value = record.address(in: bytes)?.description
                seen.append("\(section) \(name) \(value ?? record.target(in: bytes)?.raw ?? "-")")
            }
        }
        #expect(isWhole)
        #expect(
            seen == [
                "answer c1.dns-isp-1795360454.leak.test 203.0.113.80",
                "authority leak.test ns.leak.test", "additional ns.leak.test 203.0.113.53",
                "additional . -",
            ])
        var answers = 0
        _ = read(Self.response) { message.visitAnswers(in: $0) { _ in answers += 1 } }
        #expect(answers == 1)
    }

    @Test func realQueryLooksLikeOne() {
        #expect(read(Self.query) { DNSMessage.looksLikeQuery($0) })
        #expect(read(Self.query("a.example")) { DNSMessage.looksLikeQuery($0) })
        #expect(read(Self.query("a.example", type: 65)) { DNSMessage.looksLikeQuery($0) })
        #expect(read(Self.query("")) { DNSMessage.looksLikeQuery($0) })
    }

    @Test func othersDoNotLookLikeAQuery() {
        #expect(!read(Self.response) { DNSMessage.looksLikeQuery($0) })
        #expect(!read(Self.query + [0]) { DNSMessage.looksLikeQuery($0) })
        #expect(!read(Array(Self.query.dropLast())) { DNSMessage.looksLikeQuery($0) })
        #expect(!read(Self.query("a.example", type: 0)) { DNSMessage.looksLikeQuery($0) })
        #expect(!read(Self.query("a.example", type: 300)) { DNSMessage.looksLikeQuery($0) })
        #expect(!read(Self.query("a.example", class: 2)) { DNSMessage.looksLikeQuery($0) })
        #expect(!read(Self.query("a.example", class: 0x8001)) { DNSMessage.looksLikeQuery($0) })
        #expect(!read([UInt8](repeating: 0, count: 64)) { DNSMessage.looksLikeQuery($0) })
        for seed in 0..<200 {
            let bytes = noise(60, seed: UInt64(seed))
            #expect(!read(bytes) { DNSMessage.looksLikeQuery($0) })
        }
    }

    @Test func unicastResponseBitIsForMulticastOnly() {
        let bytes = Self.query("printer.local", class: 0x8001)
        #expect(read(bytes) { DNSMessage.looksLikeQuery($0, multicast: true) })
    }

    @Test func cutQueryNeedsItsQuestion() {
        let cut = Array(Self.query.dropLast(8))
        #expect(read(cut) { DNSMessage.looksLikeQuery($0, isCut: true) })
        #expect(!read(Array(Self.query.prefix(30))) { DNSMessage.looksLikeQuery($0, isCut: true) })
    }

    @Test func compressionLoopIsRefused() {
        #expect(Self.name(hex("c00c")) == nil)
        #expect(Self.name(hex("0161 c00c")) == nil)
        #expect(Self.name(hex("c00e c00c")) == nil)
        #expect(Self.name(hex("c0ff")) == nil)
        #expect(Self.name(hex("c0")) == nil)
    }

    @Test func pointerMayLeadBackOnly() {
        let bytes = [UInt8](repeating: 0, count: 12) + hex("0161 00 0162 c00c 0163 c00f")
        #expect(read(bytes) { DNSName.text(in: $0, at: 15) }?.raw == "b.a")
        #expect(read(bytes) { DNSName.text(in: $0, at: 19) }?.raw == "c.b.a")
        #expect(read(bytes) { DNSName.skip(in: $0, at: 19) } == 23)
        #expect(read(bytes) { DNSName.labelCount(in: $0, at: 19) } == 3)
    }

    @Test func longNamesAndReservedLabelsAreRefused() {
        let label = [UInt8(63)] + [UInt8](repeating: 0x61, count: 63)
        #expect(Self.name(label + label + label + [61] + label[1...61] + [0]) != nil)
        #expect(Self.name(label + label + label + [62] + label[1...62] + [0]) == nil)
        #expect(Self.name(hex("40") + label + [0]) == nil)
        #expect(Self.name(hex("80 00")) == nil)
        #expect(Self.name(hex("0361")) == nil)
    }

    @Test func controlCharactersAndDotsInLabelsAreSpeltOut() {
        #expect(Self.name(hex("05 612e5c1b20 00"))?.raw == "a\\046\\092\\027\\032")
        #expect(Self.name([0])?.raw == ".")
        #expect(Self.name(hex("02 c3a9 00"))?.raw == "\\195\\169")
    }

    @Test func offsetsOutsideAreRefused() {
        #expect(read([0]) { DNSName.text(in: $0, at: 5) } == nil)
        #expect(read([0]) { DNSName.text(in: $0, at: -1) } == nil)
        #expect(read([]) { DNSName.skip(in: $0, at: 0) } == nil)
    }

    @Test func suffixAndFirstLabelCompareWithoutCase() {
        let bytes = Self.query("Lb.1.168.192.In-Addr.ARPA")
        #expect(read(bytes) { DNSName.hasSuffix("in-addr.arpa", in: $0, at: 12) })
        #expect(read(bytes) { DNSName.hasSuffix("arpa", in: $0, at: 12) })
        #expect(read(bytes) { DNSName.hasSuffix("lb.1.168.192.in-addr.arpa", in: $0, at: 12) })
        #expect(!read(bytes) { DNSName.hasSuffix("x.lb.1.168.192.in-addr.arpa", in: $0, at: 12) })
        #expect(!read(bytes) { DNSName.hasSuffix("addr.arpa", in: $0, at: 12) })
        #expect(!read(bytes) { DNSName.hasSuffix("in-addr.arp", in: $0, at: 12) })
        #expect(!read(bytes) { DNSName.hasSuffix("in-addr.arpas", in: $0, at: 12) })
        #expect(read(bytes) { DNSName.firstLabel(in: $0, at: 12, equals: "LB") })
        #expect(!read(bytes) { DNSName.firstLabel(in: $0, at: 12, equals: "l") })
        #expect(read(bytes) { DNSName.firstLabel(in: $0, at: 12, startsWith: "l") })
        // A dot inside a label is no boundary.
        let tricky = [UInt8](repeating: 0, count: 12) + hex("0c 696e2d616464722e61727061 00")
        #expect(!read(tricky) { DNSName.hasSuffix("in-addr.arpa", in: $0, at: 12) })
    }

    @Test(arguments: [
        ("router", true), ("wpad.example.com", true), ("WPAD2.example", true),
        ("isatap.example.net", true), ("1.1.168.192.in-addr.arpa", true),
        ("168.192.in-addr.arpa", true), ("10.in-addr.arpa", true), ("1.16.172.in-addr.arpa", true),
        ("1.0.64.100.in-addr.arpa", true), ("1.1.254.169.in-addr.arpa", true),
        ("lb._dns-sd._udp.0.50.168.192.in-addr.arpa", true), ("0.0.d.f.ip6.arpa", true),
        ("0.8.e.f.ip6.arpa", true), ("e.f.ip6.arpa", false), ("0.c.e.f.ip6.arpa", false),
        ("8.8.8.8.in-addr.arpa", false), ("32.172.in-addr.arpa", false),
        ("128.100.in-addr.arpa", false), ("192.in-addr.arpa", false), ("in-addr.arpa", false),
        ("8.b.d.0.1.0.0.2.ip6.arpa", false), ("www.example.com", false), ("", false),
        ("x10.in-addr.arpa", false), ("10.in-addr.arpa.example", false),
    ])
    func localNames(name: String, isLocal: Bool) {
        #expect(read(Self.query(name)) { DNSName.isLocalName(in: $0, at: 12) } == isLocal)
    }

    @Test(arguments: [
        ("a.test", true), ("vm.LOCAL", true), ("x.onion", true), ("nas.home.arpa", true),
        ("lan", true), ("a.example", true), ("example.com", false), ("local.net", false),
        ("", false), ("private.dev", false), ("a.alt", true),
    ])
    func specialUseNames(name: String, isSpecial: Bool) {
        #expect(read(Self.query(name)) { DNSName.isSpecialUseName(in: $0, at: 12) } == isSpecial)
    }

    @Test func clientSubnetIsRead() throws {
        var bytes = Self.query("a.example")
        bytes[11] = 1
        let plain = bytes + hex("00 0029 1000 00000000 000b 0008 0007 0001 18 00 cb0071")
        let message = try #require(read(plain) { DNSMessage($0) })
        let subnet = try #require(read(plain) { message.clientSubnet(in: $0) })
        #expect(subnet.address == IPAddress("203.0.113.0"))
        #expect(subnet.sourcePrefix == 24 && subnet.scopePrefix == 0)
        let six = bytes + hex("00 0029 1000 00000000 000f 0008 000b 0002 38 00 20010db8005000")
        #expect(
            read(six) { message.clientSubnet(in: $0) }?.address == IPAddress("2001:db8:50::"))
        // Longer than the prefix says, and an unknown family.
        let long = bytes + hex("00 0029 1000 00000000 000c 0008 0008 0001 18 00 cb007101")
        #expect(read(long) { message.clientSubnet(in: $0) } == nil)
        let strange = bytes + hex("00 0029 1000 00000000 000b 0008 0007 0003 18 00 cb0071")
        #expect(read(strange) { message.clientSubnet(in: $0) } == nil)
    }

    @Test func partialTCPMessageIsToldApart() throws {
        let segment = [0, UInt8(Self.query.count)] + Self.query
        let whole = try #require(read(segment) { DNSOverTCP($0) })
        #expect(whole.isWhole && whole.message == 2..<segment.count)
        let cut = try #require(read(Array(segment.dropLast(5))) { DNSOverTCP($0) })
        #expect(!cut.isWhole && cut.claimedLength == Self.query.count)
        #expect(read([0, 5, 1, 2, 3, 4, 5]) { DNSOverTCP($0) } == nil)
        #expect(read([0]) { DNSOverTCP($0) } == nil)
    }

    @Test func damagedMessagesAreSurvived() {
        for message in [Self.query, Self.response] {
            harass(message) { bytes in
                _ = DNSMessage.looksLikeQuery(bytes)
                guard let header = DNSMessage(bytes) else { return }
                header.visitQuestions(in: bytes) { _ = $0.name(in: bytes) }
                header.visitRecords(in: bytes) { record, _ in
                    _ = record.name(in: bytes)
                    _ = record.target(in: bytes)
                    _ = record.address(in: bytes)
                }
                _ = header.clientSubnet(in: bytes)
            }
        }
    }
}
