internal import Testing
internal import Wire

@testable internal import Probes

/// What strangers say is read right, and what they should not say is not read at all.
struct PublicEndpointTests {
    private static let exit = IPAddress(v4: 0xcb00_7150)
    private static let exit6 = IPAddress(high: 0x2001_0db8_0113_0000, low: 0x80)
    private static let resolver = IPAddress(v4: 0xc633_6435)
    private static let run = RunLabel("a-run")
    private static let nameServer = NameServer(IPAddress(v4: 0x0a00_0001))

    private func talks(_ adapter: EndpointAdapter) throws -> [EndpointTalk] {
        adapter.talks(
            EndpointScene(
                run: try #require(PublicEndpointTests.run),
                resolvers: [PublicEndpointTests.nameServer]))
    }

    /// Plays a talk of an adapter whose every question by HTTPS gets these bodies, one after the other.
    private func play(
        _ adapter: EndpointAdapter, talk index: Int = 0, _ bodies: [UInt8]...
    ) throws -> EndpointStep {
        var rest = bodies[...]
        return try talks(adapter)[index].play(with: adapter) { asks in
            try asks.map { ask -> EndpointHeard in
                if case .stub = ask.content { return .addresses([]) }
                var answer = WebAnswer(status: 200)
                let body = rest.popFirst()
                answer.body = try #require(body)
                return .web(answer)
            }
        }
    }

    private func claims(_ reading: EndpointReading) -> [String] {
        reading.claims.map { "\($0.name)=\($0.text.raw)" }
    }

    @Test func ipifyTellsAnAddressOfEachFamily() throws {
        let four = try play(.ipify, try Recorded.bytes("ipify.json")).reading
        #expect(four?.seen == [PublicEndpointTests.exit])
        let six = try play(.ipify, talk: 1, try Recorded.bytes("ipify6.json")).reading
        #expect(six?.seen == [PublicEndpointTests.exit6])
        #expect(try play(.icanhazip, try Recorded.bytes("icanhazip.txt")).reading == four)
    }

    @Test func richEchoesTellWhatDatabasesSay() throws {
        let config = try #require(
            try play(.ifconfigCo, try Recorded.bytes("ifconfig.co.json")).reading)
        #expect(config.seen == [PublicEndpointTests.exit])
        #expect(
            claims(config) == [
                "country=Sweden", "asn=AS64500", "organization=Example Exit",
                "hostname=exit-1.example",
            ])
        let trace = try #require(
            try play(.cloudflareTrace, try Recorded.bytes("cloudflare-trace.txt")).reading)
        #expect(trace.seen == [PublicEndpointTests.exit])
        #expect(claims(trace).contains("country=SE") && claims(trace).contains("warp=off"))
        let leak = try #require(try play(.ipleakNet, try Recorded.bytes("ipleak.json")).reading)
        #expect(leak.seen == [PublicEndpointTests.exit])
        #expect(claims(leak) == ["country=Sweden", "asn=64500", "organization=Example Exit"])
    }

    @Test func mullvadTellsItsOwnExits() throws {
        let reading = try #require(try play(.mullvad, try Recorded.bytes("mullvad.json")).reading)
        #expect(reading.seen == [PublicEndpointTests.exit] && reading.isExit == true)
        #expect(claims(reading).contains("exit=se-sto-wg-001"))
    }

    @Test func resolversAreToldByName() throws {
        let mullvad = try #require(
            try play(.mullvadResolvers, try Recorded.bytes("mullvad-dns.json")).reading)
        #expect(
            mullvad.resolvers.map(\.address.description) == ["203.0.113.53", "2001:db8:113::53"])
        #expect(claims(mullvad).contains("203.0.113.53 operator=Mullvad"))
        #expect(!claims(mullvad).contains("2001:db8:113::53 operator=Mullvad"))
        for (file, count) in [("ipleak-dns.json", 1), ("ipleak-dns-many.json", 2)] {
            let reading = try play(.ipleakNet, talk: 2, try Recorded.bytes(file)).reading
            #expect(reading?.resolvers.count == count)
            #expect(reading?.resolvers.first?.address == PublicEndpointTests.resolver)
        }
    }

    /// Each of these needs a name that nobody asked for before.
    @Test func madeUpNamesAreNewEachTime() throws {
        let names =
            try talks(.mullvadResolvers).map(\.name) + talks(.ipleakNet).map(\.name)
            + talks(.mullvadResolvers).map(\.name)
        #expect(Set(names).count == names.count)
    }

    /// A pool of resolvers shows only if enough names are asked for.
    @Test func allTogetherLookUpTwentyNames() throws {
        let names = try EndpointAdapter.publicOnes.flatMap { adapter in
            try talks(adapter).filter { talk in
                [.dns, .stub].contains(talk.kind) || talk.name.count > 40 || talk.name == "bash.ws"
            }
        }
        #expect(Set(names.map(\.name)).count >= 20)
    }

    @Test func bashTellsAddressesAndResolvers() throws {
        let step = try play(
            .bashWS, try Recorded.bytes("bash.ws-id.txt"), try Recorded.bytes("bash.ws.json"))
        let reading = try #require(step.reading)
        #expect(reading.seen == [PublicEndpointTests.exit])
        #expect(
            reading.resolvers.map(\.address.description) == ["198.51.100.53", "198.51.100.54"])
        #expect(reading.names == EndpointReading.Names(asked: 10, answered: 10))
    }

    /// The number goes into names and a target.
    @Test(arguments: ["", "a b", "../x", "a.b", "a\r\nb", "a&b", String(repeating: "a", count: 33)])
    func aNumberThatIsNoneIsNotUsed(_ id: String) throws {
        #expect(try play(.bashWS, Array(id.utf8)).failure == .garbled)
    }

    @Test func textRecordsTellTheResolverAndTheSubnet() throws {
        let subnet = IPPrefix("198.51.100.0/24")
        let akahelp = EndpointAdapter.readAkahelp(try Recorded.texts("akahelp.txt"))
        #expect(akahelp?.resolvers.map(\.address) == [PublicEndpointTests.resolver])
        #expect(akahelp?.resolvers.first?.subnet == subnet)
        let google = try Recorded.texts("google.txt")
        let through = EndpointAdapter.readGoogleResolver(google)
        #expect(through?.resolvers.map(\.address) == [PublicEndpointTests.resolver])
        #expect(through?.resolvers.first?.subnet == subnet)
        // Asked directly it tells who asked it: us, or who came between.
        #expect(EndpointAdapter.readGoogleDirect(google)?.seen == [PublicEndpointTests.resolver])
        let cloudflare = try Recorded.texts("whoami.cloudflare.txt")
        #expect(
            EndpointAdapter.readCloudflareWhoami(cloudflare)?.seen == [PublicEndpointTests.exit])
    }

    @Test func addressRecordsTellWhoAsked() throws {
        let answer = try Recorded.answer([.address(PublicEndpointTests.exit)], type: DNSType.a)
        #expect(EndpointAdapter.readOpenDNS(answer)?.seen == [PublicEndpointTests.exit])
        let akamai = try talks(.akamai)[0].play(with: .akamai) { _ in
            [.addresses([PublicEndpointTests.resolver])]
        }
        #expect(akamai.reading?.resolvers.map(\.address) == [PublicEndpointTests.resolver])
    }

    /// The first question of every talk is one that the plan tells of, and what goes wrong is told.
    @Test func everyTalkEndsWithWhatWentWrong() throws {
        for adapter in EndpointAdapter.publicOnes {
            let talks = try talks(adapter)
            #expect(!talks.isEmpty, "\(adapter.name)")
            for talk in talks {
                let step = try talk.play(
                    with: adapter, resolvers: [PublicEndpointTests.nameServer]
                ) { $0.map { _ in .failed(.silent) } }
                #expect(step.failure == .silent, "\(adapter.name)")
            }
        }
    }

    /// A hostile body is no answer, or one with an address in it; it never stops the reader.
    @Test func hostileBodiesAreRefused() throws {
        let files = [
            "ipify.json", "ifconfig.co.json", "cloudflare-trace.txt", "mullvad.json",
            "mullvad-dns.json", "bash.ws.json", "ipleak.json", "ipleak-dns-many.json",
        ]
        let readers: [@Sendable ([UInt8]) -> EndpointReading?] = [
            EndpointAdapter.readIpify, EndpointAdapter.readAddress, EndpointAdapter.readIfconfigCo,
            EndpointAdapter.readCloudflareTrace, EndpointAdapter.readMullvad,
            EndpointAdapter.readMullvadResolvers, EndpointAdapter.readIpleakAddress,
            EndpointAdapter.readIpleakResolvers, { EndpointAdapter.readBashWS($0, 0).reading },
        ]
        var bodies: [[UInt8]] = [
            "", "null", "{}", "7", "\"x\"", "{\"ip\":7}", "{\"ip\":null}",
            "{\"ip\":\"10.0.0.1.2\"}",
            "{\"ip\":[\"192.0.2.1\"]}", "{\"ip\":\"203.0.113.80\"", "ip=1\nip=203.0.113.80",
            "<html>",
            "[{\"ip\":\"x\",\"type\":7}]",
        ].map { Array($0.utf8) }
        bodies.append([UInt8](repeating: UInt8(ascii: "["), count: 60_000))
        bodies.append([0xff, 0xfe, 0, 0x80])
        for reader in readers {
            for body in bodies {
                let reading = reader(body) ?? EndpointReading()
                #expect(reading.seen.isEmpty && reading.resolvers.isEmpty, "\(body)")
            }
            for file in files {
                let whole = try Recorded.bytes(file)
                for count in stride(from: 0, to: whole.count, by: 7) {
                    _ = reader(Array(whole.prefix(count)))
                }
            }
        }
    }

    @Test(arguments: [204, 301, 403, 429, 500])
    func whatIsNoSuccessIsNotRead(_ status: Int) throws {
        let body = try Recorded.bytes("ipify.json")
        let step = try talks(.ipify)[0].play(with: .ipify) { _ in
            var answer = WebAnswer(status: status)
            answer.body = body
            return [.web(answer)]
        }
        #expect(step.failure == .declined(status))
    }

    @Test func halfABodyIsNotRead() throws {
        let step = try talks(.icanhazip)[0].play(with: .icanhazip) { _ in
            var answer = WebAnswer(status: 200)
            answer.body = Array("203.0.113.8".utf8)
            answer.isCut = true
            return [.web(answer)]
        }
        #expect(step.failure == .garbled)
    }
}
