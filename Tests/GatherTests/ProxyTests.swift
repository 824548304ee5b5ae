internal import Evidence
internal import Gather
internal import Testing
internal import Wire

/// A proxy is an address, a port and what is spoken there, and nothing else is one.
struct ProxyTests {
    @Test(arguments: [
        ("socks5h://203.0.113.30:1080", Proxy.Speech.socks, "203.0.113.30:1080,tcp"),
        ("socks5://203.0.113.30:9050/", .socks, "203.0.113.30:9050,tcp"),
        ("http://[2001:db8::30]:3128", .http, "[2001:db8::30]:3128,tcp"),
    ])
    func aProxyHasAnOuterFlow(_ text: String, _ speech: Proxy.Speech, _ flow: String) throws {
        let proxy = try #require(Proxy(text))
        #expect(proxy.speech == speech)
        #expect(proxy.outerFlow == OuterFlow(flow))
    }

    @Test(arguments: [
        "", ":", "://", "socks5h", "socks5h:", "socks5h:203.0.113.30:1080", "socks5h://",
        "socks5h://203.0.113.30", "socks5h://203.0.113.30:0", "socks5h://203.0.113.30:65536",
        "socks5h://203.0.113.0/24:1080", "socks5h://203.0.113.30:1080/x",
        "socks5h://203.0.113.30:1080//", "socks5h://203.0.113.30:1080,udp",
        "socks5h://user@203.0.113.30:1080", "socks5h://proxy.example:1080",
        "https://203.0.113.30:3128", "SOCKS5H://203.0.113.30:1080",
    ])
    func whatIsNoProxyIsNone(_ text: String) {
        #expect(Proxy(text) == nil)
    }

    @Test func besideAProxyNobodyShowsThatItLives() throws {
        let run = try #require(RunLabel("proxy"))
        let responder = IPAddress(v4: 0xcb00_7150)
        var scenario = Scenario(
            targets: [responder], resolvers: [IPAddress(v4: 0xc633_6401)], zone: "leak.test",
            uplinks: [], tunnels: [], run: run)
        scenario.areNamed = true
        let proxy = try #require(Proxy("socks5h://203.0.113.30:1080"))
        scenario.proxy = proxy
        #expect(scenario.closing.map(\.path) == [.proxy(proxy.address, proxy.port)])
        #expect(scenario.closing.first?.endpoint == "203.0.113.80")
        #expect(scenario.through.contains { $0.path == .proxy(proxy.address, proxy.port) })
    }

    @Test func anOrdinaryUserTriesWhatRootTries() throws {
        let run = try #require(RunLabel("users"))
        let own = IPAddress(v4: 0xc0a8_3202)
        let scenario = Scenario(
            targets: [IPAddress(v4: 0xcb00_7150)], resolvers: [], zone: "leak.test",
            uplinks: [Scenario.Uplink(name: "eth0", addresses: [own])], tunnels: ["wg0"], run: run)
        let asked = scenario.through + scenario.past
        for path in [Answer.Path.routed, .interface("eth0"), .address(own)] {
            for port in [4000, 4001] as [UInt16] {
                let users = asked.filter { $0.path == path && $0.port == port }.map(\.user)
                #expect(Set(users) == [0, Scenario.nobody], "\(path) \(port)")
            }
        }
    }
}
