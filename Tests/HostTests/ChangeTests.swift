internal import Namespaces
internal import Testing
internal import Wire

@testable internal import Host

/// Changes are told in their order, and losses as losses.
@Suite(.enabled(if: TestNetwork.isPossible), .serialized)
struct ChangeTests {
    @Test(.timeLimit(.minutes(1)))
    func whatChangesIsTold() async throws {
        let (here, _) = try await LinkTests.furnished()
        let changes = try await here.machine.changes()
        try await here.run(
            lines: """
                ip link set eth0 mtu 1300
                ip address add 203.0.113.5/24 dev eth0
                ip route add 198.51.100.0/24 via 203.0.113.1
                ip route del 198.51.100.0/24
                ip address del 203.0.113.5/24 dev eth0
                ip link del br0
                """)
        var seen: [String] = []
        // The kernel tells of a link once more when its carrier has settled, up to a second later.
        var mtu: UInt32 = 1400
        for await change in changes {
            switch change {
            case .link(let link) where link.name.raw == "eth0" && link.mtu != mtu:
                mtu = link.mtu
                seen.append("mtu \(mtu)")
            case .linkGone(let link): seen.append("- \(link.name.raw)")
            case .address(let address): seen.append("+ \(address.address)")
            case .addressGone(let address): seen.append("- \(address.address)")
            case .route(let route) where route.table == 254: seen.append("+ \(route.destination)")
            case .routeGone(let route) where route.table == 254:
                seen.append("- \(route.destination)")
            case .overrun, .unread, .ended: Issue.record("\(change)")
            default: continue
            }
            if seen.last == "- br0" { break }
        }
        #expect(
            seen == [
                "mtu 1300", "+ 203.0.113.5", "+ 203.0.113.0/24", "+ 198.51.100.0/24",
                "- 198.51.100.0/24", "- 203.0.113.5", "- 203.0.113.0/24", "- br0",
            ])
    }

    @Test(.timeLimit(.minutes(1)))
    func aFullStreamTellsWhatItLost() async throws {
        let (here, _) = try await LinkTests.furnished()
        let changes = try await here.namespace.run { () throws(HostError) in
            try ChangeMonitor().changes(mostWaiting: 8)
        }
        let routes = (0..<64).map { "route add 10.0.0.\($0)/32 via 192.0.2.9" }
        try await here.run(["ip", "-batch", "-"], input: routes.joined(separator: "\n"))
        var seen = 0
        for await change in changes {
            if case .overrun = change { break }
            seen += 1
        }
        // First what there was room for, then the loss, though nothing more happened.
        #expect(seen >= 8)
    }

    @Test(.timeLimit(.minutes(1)))
    func aKernelQueueThatRanOverIsTold() async throws {
        let (here, _) = try await LinkTests.furnished()
        let monitor = try await here.namespace.run { () throws(HostError) in try ChangeMonitor() }
        // Nobody fetches, and there are more changes than four megabytes hold.
        let lines = (0..<12000).map { index in
            "route add 10.\(index / 250).\(index % 250).0/24 nexthop via 192.0.2.9 "
                + "nexthop via 192.0.2.10 nexthop via 192.0.2.11"
        }
        try await here.run(["ip", "-batch", "-"], input: lines.joined(separator: "\n"))
        var isTold = false
        for await change in try monitor.changes() {
            if case .overrun = change {
                isTold = true
                break
            }
        }
        #expect(isTold)
    }
}
