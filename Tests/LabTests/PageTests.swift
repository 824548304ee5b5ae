internal import Audit
internal import Checks
internal import Evidence
internal import Foundation
internal import Glibc
internal import Host
internal import Testing
internal import Wire

@testable internal import Probes

/// What a page in a real browser learns on a machine with a real tunnel.
@Suite(
    .serialized, .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")),
    .enabled(if: TestLab.hasBrowser, "no browser of the Chromium family is installed"))
struct PageTests {
    private static let servers = ["203.0.113.78", "2001:db8:113::78"].compactMap(IPAddress.init)
    private static let node: Set<String> = ["203.0.113.10", "2001:db8:113::10"]

    /// Gathers in the client of a lab.
    private func gather(_ lab: TestLab) async throws -> BrowserGathering {
        let descriptor = unsafe open("/run/netns/wt-\(lab.name)-client", O_RDONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        return try await NetworkNamespace(descriptor: descriptor).run { () throws(HostError) in
            BrowserProbe(patience: .seconds(60), path: TestLab.browserPath).gather(
                stun: PageTests.servers)
        }
    }

    private func seen(_ gathering: BrowserGathering) -> Set<String> {
        Set(
            gathering.answers.filter { $0.mark == "srflx" }.compactMap(\.seen)
                .map(\.description))
    }

    /// The checks that fail on what a browser told of a machine with such an address outside.
    private func failed(_ gathering: BrowserGathering, outside: IPAddress) -> [String] {
        let recording = Specimen(answers: gathering.answers) {
            $0.interfaces[0].addresses = [outside]
        }.recording()
        return audit(recording, with: Catalogue.checks, under: Policy())
            .filter(\.verdict.isFail).map(\.check.id.name)
    }

    @Test(arguments: ["none", "strict"])
    func behindATunnelAPageSeesTheNode(_ killSwitch: String) async throws {
        let lab = try TestLab("page", ["--killswitch", killSwitch])
        let gathering = try await gather(lab)
        #expect(gathering.ending == .complete, "\(gathering)")
        #expect(seen(gathering) == PageTests.node)
        let hosts = gathering.found.map(\.candidate).filter { $0.kind == .host }
        #expect(hosts.count == 2 && hosts.allSatisfy(\.host.isMulticastName))
        let own = try #require(IPAddress("192.168.50.125"))
        #expect(failed(gathering, outside: own) == [])
    }

    @Test func pastATunnelForIPv4OnlyAPageSeesTheRealAddress() async throws {
        let lab = try TestLab("page6", ["--leak", "v6-ra"])
        let gathering = try await gather(lab)
        let own = try #require(
            seen(gathering).subtracting(PageTests.node).first.flatMap(IPAddress.init))
        let addresses = try lab.run("client", "ip", "-6", "-brief", "address", "show", "eth0")
        #expect(addresses.said.contains("\(own)/64"))
        #expect(failed(gathering, outside: own) == ["webrtc.srflx"])
    }

    @Test func aBrowserAsksNobodyElse() async throws {
        let lab = try TestLab("asks")
        // Not the tunnel, neighbours and groups.
        let others = "not udp port 51820 and not arp and not icmp6 and not igmp"
        let single = " and not ip multicast and not ip6 multicast"
        let taps = try ["eth0", "wg0"].map { interface in
            let tap = try lab.start(
                "client", ["tcpdump", "-n", "-Z", "root", "-l", "-i", interface, others + single])
            try tap.until { try tap.said.contains("listening on") }
            return tap
        }
        #expect(try await gather(lab).ending == .complete)
        let packets = try taps.map { tap in
            try tap.interrupt()
            return try tap.said.split(separator: "\n").filter { $0.contains(" > ") }
        }
        // Both servers were asked through the tunnel, and nobody else anywhere.
        #expect(packets[0] == [])
        #expect(packets[1].count >= 4)
        let servers = PageTests.servers.map { "\($0).3478" }
        #expect(packets[1].allSatisfy { line in servers.contains { line.contains($0) } })
    }
}

extension TestLab {
    /// Where browsers are looked for.
    fileprivate static let browserPath = "/usr/local/bin:/usr/bin:/bin"
    /// Whether there is one.
    fileprivate static let hasBrowser = !InstalledBrowser.all(in: browserPath).isEmpty
}
