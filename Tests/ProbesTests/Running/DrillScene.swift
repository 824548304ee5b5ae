internal import Evidence
internal import Gather
internal import Glibc
internal import Host
internal import Namespaces
internal import Probes
internal import Responder
internal import Testing
internal import Wire

/// A machine, a guest of it, and an outside that answers both, each in a namespace of its own.
///
/// The guest has a cable of its own to the outside: what matters is whose sockets send.
final class DrillScene: Sendable {
    static let outside = (IPAddress("192.0.2.2"), IPAddress("2001:db8:1::2"))
    static let outsideOfGuest = (IPAddress("198.51.100.2"), IPAddress("2001:db8:2::2"))
    static let label = "drill-test"

    let machine: TestNetwork
    let guest: TestNetwork
    let outside: TestNetwork
    /// The descriptor of the guest's namespace.
    let guestDescriptor: Int32
    private let responder: RunningResponder

    init() async throws {
        machine = try await TestNetwork()
        guest = try await TestNetwork()
        outside = try await TestNetwork()
        try await machine.join("up0", to: outside, "in0")
        try await guest.join("up1", to: outside, "in1")
        for (network, name, four, six) in [
            (machine, "up0", "192.0.2.1", "2001:db8:1::1"),
            (outside, "in0", "192.0.2.2", "2001:db8:1::2"),
            (guest, "up1", "198.51.100.1", "2001:db8:2::1"),
            (outside, "in1", "198.51.100.2", "2001:db8:2::2"),
        ] {
            try await network.run("ip addr add \(four)/24 dev \(name)")
            try await network.run("ip addr add \(six)/64 dev \(name) nodad")
        }
        responder = try await outside.namespace.run { () throws(HostError) in
            Result { try DrillScene.serve() }
        }.get()
        guestDescriptor = unsafe Glibc.open(guest.path, O_RDONLY | O_CLOEXEC)
    }

    deinit {
        close(guestDescriptor)
        do { try responder.stop() } catch { Issue.record(error) }
    }

    private static func serve() throws -> RunningResponder {
        let zone = try #require(DNSWireName("leak.test"))
        let server = try #require(DNSWireName("ns.leak.test"))
        // Names have no IPv6 address: that is an answer as well.
        var configuration = ResponderConfiguration(
            zone: zone,
            records: [
                ZoneRecord("@", .nameServer(server)), ZoneRecord("*", .address(Serving.address)),
            ])
        configuration.rate.perSecond = 100_000
        configuration.rate.burst = 100_000
        let addresses = [
            DrillScene.outside.0, DrillScene.outside.1, DrillScene.outsideOfGuest.0,
            DrillScene.outsideOfGuest.1,
        ].compactMap { $0 }
        for service in [Service.dnsUDP, .dnsTCP, .canaryUDP, .canaryTCP] {
            configuration.listen[service] = addresses.map {
                Endpoint($0, port: service.usualPort)
            }
        }
        return try RunningResponder(
            configuration, key: try #require(Ed25519Key(seed: [UInt8](repeating: 7, count: 32))))
    }

    /// A plan of these cells.
    static func plan(_ cells: [TrafficCell], rate: Int = 20) throws -> TrafficPlan {
        TrafficPlan(
            cells: cells, rate: rate, run: try #require(RunLabel(label)), zone: "leak.test")
    }

    /// A cell to the outside that its sender sees.
    static func cell(
        _ kind: TrafficCell.Kind, _ carrier: TrafficCell.Carrier, by sender: TrafficCell.Sender,
        isIPv4: Bool = true
    ) throws -> TrafficCell {
        let ends = sender == .forwarded ? outsideOfGuest : outside
        let port: UInt16 = kind == .dns ? 53 : carrier == .udp ? 4_000 : 4_001
        return TrafficCell(
            kind, carrier, by: sender, to: try #require(isIPv4 ? ends.0 : ends.1), port: port)
    }

    /// Opens flows on the machine.
    func open(_ plan: TrafficPlan) async throws -> OpenedFlows {
        let guest = guestDescriptor
        return try await machine.namespace.run { () throws(HostError) in
            Result { () throws(GatherError) in try DrillTraffic.open(plan, guest: guest) }
        }.get()
    }

    /// Starts traffic on the machine.
    func start(
        _ plan: TrafficPlan, _ preconnected: OpenedFlows? = nil, behind earlier: [Attempt] = []
    ) async throws -> DrillTraffic {
        let guest = guestDescriptor
        return try await machine.namespace.run { () throws(HostError) in
            Result { () throws(GatherError) in
                try DrillTraffic(
                    plan, guest: guest, preconnected: preconnected, behind: earlier)
            }
        }.get()
    }

    /// Waits until a canary of each of these cells is answered that is sent from now on.
    func answers(_ traffic: DrillTraffic, _ cells: Set<Int>) async throws {
        let time = DrillScene.now
        while !traffic.answered(since: time).isSuperset(of: cells) {
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// The present, in nanoseconds since the UNIX epoch.
    static var now: UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

extension TestNetwork {
    /// Puts rules into a chain at a hook.
    func filter(_ hook: String, _ rules: String) async throws {
        try await run(
            ["nft", "-f", "-"],
            input: """
                table inet guard {
                chain \(hook) {
                type filter hook \(hook) priority 0
                \(rules)
                }
                }

                """)
    }
}
