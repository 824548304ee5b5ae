internal import HostileBytes
internal import Testing
internal import Wire

@Suite struct PlainProtocolTests {
    static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func requestIsRead() throws {
        let bytes = Self.text(
            "GET /page HTTP/1.1\r\nAccept: */*\r\nhOST:  a.example \r\n\r\nHost: b")
        let request = try #require(read(bytes) { HTTPRequest($0) })
        #expect(request.method == 0..<3 && request.target == 4..<9)
        #expect(read(bytes) { request.hostText(in: $0) }?.raw == "a.example")
        #expect(!request.isConnect && !request.isAbsoluteForm)
    }

    @Test func proxyRequestsAreTold() throws {
        let connect = Self.text("CONNECT a.example:443 HTTP/1.1\r\n\r\n")
        let request = try #require(read(connect) { HTTPRequest($0) })
        #expect(request.isConnect)
        #expect(read(connect) { request.hostText(in: $0) }?.raw == "a.example:443")
        let get = Self.text("GET http://a.example/ HTTP/1.0\n")
        #expect(read(get) { HTTPRequest($0) }?.isAbsoluteForm == true)
    }

    @Test(arguments: [
        "", "GET / HTTP/1.1", "GET HTTP/1.1\r\n", "GET  HTTP/1.1\r\n", "get / HTTP/1.1\r\n",
        "GET / HTTP/2.0\r\n", "GET /a b HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n", "\r\n\r\n",
        "ABCDEFGHIJKLMNOPQRSTUVW / HTTP/1.1\r\n", "GE / HTTP/1.1\r\n",
    ])
    func otherTextIsNoRequest(text: String) {
        #expect(read(Self.text(text)) { HTTPRequest($0) } == nil)
    }

    @Test func socks5IsRead() throws {
        #expect(read(hex("050100")) { SOCKSMessage.parse($0) } == .greeting(methods: 2..<3))
        let byAddress = hex("05010001 cb007150 0050")
        guard case .request(let request) = read(byAddress, { SOCKSMessage.parse($0) }) else {
            Issue.record("no request")
            return
        }
        #expect(request.address == IPAddress("203.0.113.80") && request.port == 80)
        // A real request of Chromium, which sends addresses as names, too.
        let byName = hex("050100030c3230332e302e3131332e38300050")
        guard case .request(let named) = read(byName, { SOCKSMessage.parse($0) }) else {
            Issue.record("no request")
            return
        }
        #expect(read(byName) { named.nameText(in: $0) }?.raw == "203.0.113.80")
        let associate = hex("05030004 20010db8000000000000000000000001 1234")
        guard case .request(let third) = read(associate, { SOCKSMessage.parse($0) }) else {
            Issue.record("no request")
            return
        }
        #expect(third.command == 3 && third.address == IPAddress("2001:db8::1"))
    }

    @Test func socks4IsRead() {
        let plain = hex("0401 0050 cb007150 61 00")
        guard case .request(let request) = read(plain, { SOCKSMessage.parse($0) }) else {
            Issue.record("no request")
            return
        }
        #expect(request.version == 4 && request.address == IPAddress("203.0.113.80"))
        let named = hex("0401 0050 00000001 61 00 612e6578616d706c65 00")
        guard case .request(let other) = read(named, { SOCKSMessage.parse($0) }) else {
            Issue.record("no request")
            return
        }
        #expect(other.address == nil)
        #expect(read(named) { other.nameText(in: $0) }?.raw == "a.example")
    }

    @Test(arguments: [
        "", "05", "0500", "050200", "05010001cb00715000", "0501000300", "050100030561",
        "04010050cb00715061", "04010050000000010000", "04030050cb00715000",
        "0401005000000001610061",
        "0504000 1cb0071500050", "060100",
    ])
    func malformedSocksIsRefused(text: String) {
        #expect(read(hex(text)) { SOCKSMessage.parse($0) } == nil)
    }

    @Test func timePacketsAreTold() {
        let client = hex("23000620") + [UInt8](repeating: 0, count: 44)
        #expect(read(client) { NTPPacket($0) }?.mode == 3)
        #expect(read(Array(client.dropLast(4))) { NTPPacket($0) } == nil)
        var server = client
        server[0] = 0x24
        #expect(read(server) { NTPPacket($0) } == nil)
        server[47] = 1
        #expect(read(server) { NTPPacket($0) }?.transmitTimestamp == 1)
        var strange = client
        strange[1] = 17
        #expect(read(strange) { NTPPacket($0) } == nil)
    }

    /// The example of RFC 1001, 14.1 in its shape: "FRED" padded with blanks.
    @Test func netBIOSNameIsDecoded() throws {
        let label = Self.text("EGFCEFEECACACACACACACACACACACACA")
        let name = try #require(read([32] + label + [0]) { NetBIOSName(in: $0, at: 0) })
        #expect(name.name.raw == "FRED" && name.suffix == 0x20)
        #expect(read([32] + label.dropLast() + [0x5a, 0]) { NetBIOSName(in: $0, at: 0) } == nil)
        #expect(read([4, 65, 65, 65, 65, 0]) { NetBIOSName(in: $0, at: 0) } == nil)
    }

    @Test func ssdpIsRead() throws {
        let search = Self.text("M-SEARCH * HTTP/1.1\r\nHOST: x\r\nST: upnp:rootdevice\r\n\r\n")
        let message = try #require(read(search) { SSDPMessage($0) })
        #expect(message.kind == .search)
        #expect(read(search) { message.searchTarget(in: $0) }?.raw == "upnp:rootdevice")
        let notify = Self.text(
            "NOTIFY * HTTP/1.1\r\nLocation: http://192.0.2.1/d.xml\r\nSERVER: Linux\r\nUSN: uuid:1\r\n"
        )
        let told = try #require(read(notify) { SSDPMessage($0) })
        #expect(told.kind == .notify)
        #expect(read(notify) { told.location(in: $0) }?.raw == "http://192.0.2.1/d.xml")
        #expect(read(notify) { told.server(in: $0) }?.raw == "Linux")
        #expect(read(notify) { told.uniqueName(in: $0) }?.raw == "uuid:1")
        #expect(read(Self.text("HTTP/1.1 200 OK\r\n")) { SSDPMessage($0) }?.kind == .response)
        #expect(read(Self.text("GET * HTTP/1.1\r\n")) { SSDPMessage($0) } == nil)
    }

    @Test func chatterIsRecognised() {
        let probe = Self.text(
            "<?xml version=\"1.0\"?><e xmlns:d=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\">"
        )
        #expect(read(probe) { DiscoveryRecognisers.isWSDiscovery($0) })
        #expect(!read(Array(probe.dropFirst())) { DiscoveryRecognisers.isWSDiscovery($0) })
        let sync = Self.text("{\"host_int\": 1234567890, \"version\": [2, 0], \"port\": 17500}")
        #expect(read(sync) { DiscoveryRecognisers.dropboxHost($0) }?.raw == "1234567890")
        #expect(read(Self.text("{\"host_int\": ")) { DiscoveryRecognisers.dropboxHost($0) } == nil)
        #expect(read(Self.text("{}")) { DiscoveryRecognisers.dropboxHost($0) } == nil)
    }

    @Test func damagedMessagesAreSurvived() {
        let messages = [
            Self.text("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n"),
            hex("050100030c3230332e302e3131332e38300050"),
            hex("0401 0050 00000001 61 00 612e6578616d706c65 00"),
            Self.text("NOTIFY * HTTP/1.1\r\nLOCATION: x\r\n\r\n"),
            Self.text("{\"host_int\": 12}"),
        ]
        for message in messages {
            harass(message) { bytes in
                _ = HTTPRequest(bytes)?.hostText(in: bytes)
                if case .request(let request) = SOCKSMessage.parse(bytes) {
                    _ = request.nameText(in: bytes)
                }
                _ = SSDPMessage(bytes)?.location(in: bytes)
                _ = DiscoveryRecognisers.dropboxHost(bytes)
                _ = DiscoveryRecognisers.isWSDiscovery(bytes)
                _ = NTPPacket(bytes)
                _ = NetBIOSName(in: bytes, at: 0)
            }
        }
    }
}
