internal import HostileBytes
internal import Testing
internal import Wire

/// Encrypted resolvers that are designated: by SVCB records, DHCP and advertisements.
@Suite struct DesignationTests {
    /// The first answer of a message about _dns.resolver.arpa with this data (RFC 9460, 2.2).
    private static func answer(_ data: [UInt8]) -> [UInt8] {
        var message = DNSTests.query("_dns.resolver.arpa", type: 64)
        message[7] = 1
        return message + hex("c00c 0040 0001 0000003c") + [0, UInt8(data.count)] + data
    }

    /// Port, target and hints, as text; nil where the record is refused.
    private static func read(_ message: [UInt8]) -> String? {
        HostileBytes.read(message) { bytes in
            var text: String?
            DNSMessage(bytes)?.visitAnswers(in: bytes) { record in
                guard let binding = DNSServiceBinding(record, in: bytes) else { return }
                var hints: [String] = []
                binding.visitHints(in: bytes) { hints.append($0.description) }
                let target = DNSName.text(in: bytes, at: binding.targetOffset)?.raw ?? ""
                let port = binding.port.map { ":\($0)" } ?? ""
                text = "\(binding.priority) \(target)\(port) \(hints.joined(separator: ","))"
            }
            return text
        }
    }

    private static let whole = answer(
        hex(
            """
            0001 03646f74 076578616d706c65 00 0001 0004 03646f74 0003 0002 0355
            0004 0008 c6336435 c6336436 0006 0010 20010db8010000000000000000000053
            """))

    @Test func aBindingIsRead() {
        #expect(
            Self.read(Self.whole)
                == "1 dot.example:853 198.51.100.53,198.51.100.54,2001:db8:100::53")
        // Without parameters, and one that only leads to another name.
        #expect(Self.read(Self.answer(hex("0001 00"))) == "1 . ")
        #expect(Self.read(Self.answer(hex("0000 01 61 00"))) == "0 a ")
    }

    @Test(arguments: [
        "0001", "0001 01", "0001 00 0003", "0001 00 0003 0003 035500", "0001 00 0004 0003 c63364",
        "0001 00 0006 0004 c6336435", "0001 00 0004 0008 c6336435",
        // Twice, and out of order.
        "0001 00 0003 0002 0355 0003 0002 0355", "0001 00 0004 0004 c6336435 0003 0002 0355",
    ])
    func aMalformedBindingIsRefused(_ data: String) {
        #expect(Self.read(Self.answer(hex(data))) == nil)
    }

    @Test func noRecordOfAnotherTypeIsABinding() {
        #expect(Self.read(DNSTests.response) == nil)
    }

    @Test func everyBindingIsReadWithoutHarm() {
        harass(Self.whole) { bytes in
            DNSMessage(bytes)?.visitAnswers(in: bytes) { record in
                DNSServiceBinding(record, in: bytes)?.visitHints(in: bytes) { _ in }
            }
        }
    }

    /// Addresses by option, and "-" for one that has only a name.
    private static func designations(_ message: [UInt8], isIPv4: Bool) -> [String] {
        HostileBytes.read(message) { bytes in
            var found: [String] = []
            if isIPv4 {
                DHCPv4Message(bytes)?.visitDesignations(in: bytes) {
                    found.append(text($0, bytes))
                }
            } else {
                DHCPv6Message(bytes)?.visitDesignations(in: bytes) {
                    found.append(text($0, bytes))
                }
            }
            return found
        }
    }

    private static func text(_ resolver: DesignatedResolver, _ bytes: RawSpan) -> String {
        var addresses: [String] = []
        resolver.visitAddresses(in: bytes) { addresses.append($0.description) }
        return addresses.isEmpty ? "-" : addresses.joined(separator: ",")
    }

    @Test func leasesDesignate() {
        // Option 162 (RFC 9463, 5.1): one with an address, one with a name alone.
        let two = "a2 19 000d 0001 05 03646f7400 04 c6336435 0008 0001 05 03646f7400 ff"
        #expect(
            Self.designations(DHCPTests.message(hex(two)), isIPv4: true) == ["198.51.100.53", "-"])
        #expect(
            Self.designations(
                DHCPTests.message(hex("a2 0f 000d 0001 05 03646f7400 04 c6336435 ff")), isIPv4: true
            )
                == ["198.51.100.53"])
        #expect(
            Self.designations(
                DHCPTests.message(hex("a2 0a 0008 0001 05 03646f7400 ff")), isIPv4: true) == ["-"])
        // The length of the addresses leads out of the instance; so does that of the instance.
        for bad in [
            "a2 0f 000d 0001 05 03646f7400 05 c6336435 ff",
            "a2 0f 000e 0001 05 03646f7400 04 c6336435 ff",
        ] {
            #expect(Self.designations(DHCPTests.message(hex(bad)), isIPv4: true) == [])
        }
        harass(DHCPTests.message(hex(two))) { bytes in
            DHCPv4Message(bytes)?.visitDesignations(in: bytes) {
                $0.visitAddresses(in: bytes) { _ in }
            }
        }
    }

    @Test func dhcpv6Designates() {
        let address = "20010db8010000000000000000000053"
        let reply = "07 000001 "
        #expect(
            Self.designations(
                hex(reply + "0090 001b 0001 0005 03646f7400 0010 " + address), isIPv4: false)
                == ["2001:db8:100::53"])
        #expect(
            Self.designations(hex(reply + "0090 0009 0001 0005 03646f7400"), isIPv4: false) == ["-"]
        )
        #expect(
            Self.designations(
                hex(reply + "0090 001b 0001 0005 03646f7400 0011 " + address), isIPv4: false) == [])
    }

    @Test func advertisementsDesignate() {
        // Option 144 (RFC 9463, 6.1): priority, lifetime, name, addresses, padding.
        let option = hex(
            """
            90 05 0001 00000258 0005 03646f7400 0010 20010db8010000000000000000000053
            0000000000 00 00
            """)
        let found = HostileBytes.read(option) { bytes in
            var addresses: [String] = []
            NDPOption.visit(in: bytes, from: 0) { option in
                option.visitNameServers(in: bytes) { addresses.append($0.description) }
            }
            return addresses
        }
        #expect(found == ["2001:db8:100::53"])
        harass(option) { bytes in
            NDPOption.visit(in: bytes, from: 0) { $0.visitNameServers(in: bytes) { _ in } }
        }
    }
}
