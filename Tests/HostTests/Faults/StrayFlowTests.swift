internal import Foundation
internal import Gather
internal import Host
internal import Namespaces
internal import Testing

/// Flows that went outside while the tunnel was away.
@Suite(
    .serialized, .timeLimit(.minutes(2)),
    .enabled(if: FaultGround.hindrance == nil, Comment(rawValue: FaultGround.hindrance ?? "")))
struct StrayFlowTests {
    /// Its tunnel has a table of its own, as wg-quick's has, and the flow is never still: what it sends
    /// between two steps of the way back is sent outside.
    @Test func anOpenFlowIsBackInTheTunnelWithItsRoutes() throws {
        let ground = try FaultGround()
        let target = "2001:db8:113::9"
        try ground.run(
            "ip neigh add 2001:db8:50::1 lladdr 02:00:00:00:00:01 nud permanent dev "
                + FaultGround.uplink)
        try ground.run(
            "nft -f -",
            input: """
                table ip6 watch {
                    chain output {
                        type filter hook output priority 0;
                        ip6 daddr \(target) oifname "\(FaultGround.tunnel)" counter
                        ip6 daddr \(target) oifname "\(FaultGround.uplink)" counter
                    }
                }
                """)
        /// Packets into the tunnel, and out of the uplink.
        func counts() throws -> [Int] {
            let words = try ground.run("nft list table ip6 watch").split { " \n".contains($0) }
            return zip(words, words.dropFirst()).filter { $0.0 == "packets" }
                .compactMap { Int($0.1) }
        }
        func waitForMore(at place: Int) throws -> Bool {
            let before = try counts()[place]
            for _ in 0..<200 where try counts()[place] <= before + 100 { usleep(5000) }
            return try counts()[place] > before + 100
        }
        let sender = try ground.start([
            "bash", "-c",
            "exec 3<>/dev/udp/\(target)/9; for ((n = 0; n < 100000000; n++)); do echo >&3; done",
        ])
        defer { Tool.end(sender) }
        try #require(try waitForMore(at: 0), "nothing goes into the tunnel")
        let fault = InterfaceDeleted(of: FaultGround.tunnel, on: ground.scene())
        try fault.inject()
        try #require(try waitForMore(at: 1), "nothing goes outside")
        try fault.undo()
        #expect(try waitForMore(at: 0))
        let outside = try counts()[1]
        #expect(try waitForMore(at: 0))
        #expect(try counts()[1] == outside)
    }
}
