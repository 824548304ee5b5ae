internal import Testing
internal import Wire

@Suite struct AddressTextTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::1", "2001:db8::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:0db8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1"),
        ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("::ffff:c000:201", "192.0.2.1"),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"),
        ("fe80:0:0:0:1::", "fe80::1:0:0:0"),
    ])
    func addressReadsAndPrintsCanonically(text: String, canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == canonical)
        #expect(IPAddress(canonical) == address)
    }

    @Test(arguments: [
        "", ".", ":", ":::", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "1..2.3", "1.2.3.4 ",
        " 1.2.3.4", "1.2.3.", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::",
        "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "fe80::1%eth0", "1:", ":1", "::1.2.3",
        "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "999999999999.1.1.1",
        "0000:0000:0000:0000:0000:ffff:192.168.100.2000",
    ])
    func malformedAddressIsRefused(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("192.0.2.7/24", "192.0.2.0/24"), ("10.0.0.1", "10.0.0.1/32"), ("0.0.0.0/0", "0.0.0.0/0"),
        ("2001:db8::1/32", "2001:db8::/32"), ("::1", "::1/128"), ("::/0", "::/0"),
        ("::ffff:192.0.2.9/120", "192.0.2.0/24"), ("2001:db8::ffff/65", "2001:db8::/65"),
    ])
    func prefixReadsAndPrints(text: String, canonical: String) throws {
        #expect(try #require(IPPrefix(text)).description == canonical)
    }

    @Test(arguments: [
        "", "/", "/24", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+1", "::/129",
        "192.0.2.0/24/24", "::ffff:192.0.2.0/24", "192.0.2.0/0024",
    ])
    func malformedPrefixIsRefused(text: String) {
        #expect(IPPrefix(text) == nil)
    }

    @Test func prefixContainsItsOwnFamilyOnly() throws {
        let v4 = try #require(IPPrefix("192.168.0.0/16"))
        let inside = try #require(IPAddress("192.168.255.1"))
        let outside = try #require(IPAddress("192.169.0.1"))
        #expect(v4.contains(inside) && !v4.contains(outside))
        let everyV6 = try #require(IPPrefix("::/0"))
        let everyV4 = try #require(IPPrefix("0.0.0.0/0"))
        let v6 = try #require(IPAddress("2001:db8::1"))
        #expect(!everyV6.contains(inside) && everyV6.contains(v6))
        #expect(everyV4.contains(inside) && !everyV4.contains(v6))
        let local = try #require(IPPrefix("fe80::/10"))
        #expect(local.contains(try #require(IPAddress("febf::1"))))
        #expect(!local.contains(try #require(IPAddress("fec0::1"))))
        #expect(everyV4.contains(v4) && !v4.contains(everyV4) && !everyV6.contains(v4))
        #expect(IPPrefix(host: v6).contains(v6))
    }

    @Test func macReadsBothForms() throws {
        let mac = try #require(MACAddress("02:00:5e:10:00:FF"))
        #expect(mac.value == 0x0200_5e10_00ff)
        #expect(mac.description == "02:00:5e:10:00:ff")
        #expect(MACAddress("02-00-5e-10-00-ff") == mac)
        #expect(mac.isLocallyAdministered && !mac.isMulticast)
    }

    @Test(arguments: [
        "", "02:00:5e:10:00", "02:00:5e:10:00:ff:", "02:00:5e:10:00:f", "02:00-5e:10:00:ff",
        "020:0:5e:10:00:ff", "02:00:5e:10:00:fg", "02005e1000ff", "02:00:5e:10:00:ff:00",
    ])
    func malformedMACIsRefused(text: String) {
        #expect(MACAddress(text) == nil)
    }

    @Test func eui64IsRecognised() throws {
        let mac = try #require(MACAddress("02:00:00:00:50:0c"))
        let address = try #require(IPAddress("2001:db8:50::ff:fe00:500c"))
        #expect(mac.isEmbedded(in: address))
        #expect(address.embeddedMAC == mac)
        #expect(!mac.isEmbedded(in: try #require(IPAddress("2001:db8:50::1"))))
        #expect(try #require(IPAddress("192.0.2.1")).embeddedMAC == nil)
    }

    @Test func anAddressIsLookedUpUnderItsReverseName() throws {
        #expect(try #require(IPAddress("10.64.0.2")).reverseName == "2.0.64.10.in-addr.arpa")
        // The example of RFC 3596, section 2.5.
        let name = try #require(IPAddress("4321:0:1:2:3:4:567:89ab")).reverseName
        let nibbles = "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4"
        #expect(name == nibbles + ".ip6.arpa")
    }
}
