internal import Evidence
internal import Foundation
internal import Gather
internal import Host
internal import Testing
internal import Wire

/// Every fault of the machine happens, is seen to happen, and is undone to the last byte.
@Suite(
    .serialized, .timeLimit(.minutes(2)),
    .enabled(if: FaultGround.hindrance == nil, Comment(rawValue: FaultGround.hindrance ?? "")))
struct FaultTests {
    /// The faults of the tunnel's interface and of its process, and what makes each.
    private static let faults: [FaultID: @Sendable (FaultScene) -> any Fault] = [
        .interfaceDeleted: { InterfaceDeleted(of: FaultGround.tunnel, on: $0) },
        .interfaceDown: { InterfaceDown(of: FaultGround.tunnel, on: $0) },
        .clientSIGKILL: { ClientSIGKILL(of: FaultGround.tunnel, on: $0) },
        .clientSIGTERM: { ClientSIGTERM(of: FaultGround.tunnel, on: $0) },
        .clientSIGSTOP: { ClientSIGSTOP(of: FaultGround.tunnel, on: $0) },
        .uplinkFlap: { UplinkFlap(of: FaultGround.uplink, on: $0) },
        .firewallReload: { FirewallReload(around: FaultGround.tunnel, on: $0) },
        .entrySilent: {
            OuterSilence(
                of: [OuterFlow("192.0.2.1:51820,udp")].compactMap { $0 },
                through: [FaultGround.uplink], on: $0)
        },
    ]

    /// Looks until a fault is seen.
    private static func isProved(_ fault: any Fault) -> Bool {
        for _ in 0..<4000 {
            if case .shown = fault.proof() { return true }
            usleep(5000)
        }
        return false
    }

    private static func expectEqual(_ now: [String: String], _ before: [String: String]) {
        for (words, text) in before {
            // They are files, which have no order.
            let isSorted = words == "settings"
            func lines(_ text: String?) -> [Substring] {
                let lines = (text ?? "").split(separator: "\n")
                return isSorted ? lines.sorted() : lines
            }
            let difference = lines(now[words]).difference(from: lines(text))
            #expect(difference.isEmpty, "\(words): \(difference.map { "\($0)" })")
        }
    }

    @Test(arguments: faults.keys.sorted { $0.rawValue < $1.rawValue })
    func aFaultIsSeenAndUndoneToTheLastByte(_ id: FaultID) throws {
        let ground = try FaultGround()
        let make = try #require(FaultTests.faults[id])
        let fault = make(ground.scene())
        #expect(fault.id == id)
        let before = try ground.truth()
        if case .shown = fault.proof() { Issue.record("seen before it happens") }
        #expect(ground.leftovers.isEmpty)
        try fault.inject()
        #expect(ground.leftovers.count == 1)
        #expect(FaultTests.isProved(fault), "\(fault.proof())")
        try fault.undo()
        FaultTests.expectEqual(try ground.truth(), before)
        #expect(ground.leftovers.isEmpty)
        try fault.undo()
        FaultTests.expectEqual(try ground.truth(), before)
    }

    @Test(arguments: faults.keys.sorted { $0.rawValue < $1.rawValue })
    func whatADeadRunLeftIsUndone(_ id: FaultID) throws {
        let ground = try FaultGround()
        let before = try ground.truth()
        do {
            let make = try #require(FaultTests.faults[id])
            let fault = make(ground.scene())
            try fault.inject()
            // The kernel closes the journal of a process that dies, as it is closed here.
        }
        #expect(ground.leftovers.count == 1)
        let undone = try ground.undoLeftovers()
        #expect(!undone.isEmpty && undone.allSatisfy { $0.failure == nil }, "\(undone)")
        FaultTests.expectEqual(try ground.truth(), before)
        #expect(ground.leftovers.isEmpty)
        #expect(try Journal.undoLeftovers(in: ground.journals).isEmpty)
    }

    @Test func rulesForRoutesComeBack() throws {
        let ground = try FaultGround()
        // As a wg-quick leaves them that was ended half way: the same at another place.
        for family in ["-4", "-6"] {
            try ground.run("ip \(family) rule add priority 500 lookup 51820")
        }
        let rules = { try ["-4", "-6"].map { try ground.run("ip \($0) rule") } }
        let before = try rules()
        let scene = ground.scene()
        try scene.noteRoutingRules(and: "/proc/sys/net/ipv4/ip_forward")
        for line in """
        ip -4 rule del priority 500
        ip -6 rule del not fwmark 51820
        ip -6 rule add priority 77 from 2001:db8::/32 iif eth0 lookup main suppress_prefixlength 0
        ip -4 rule add priority 499 lookup 51820
        ip -6 rule add priority 501 lookup 51820
        ip -4 rule add to 192.0.2.0/24 uidrange 5-9 ipproto tcp dport 22 prohibit
        """.split(separator: "\n") { try ground.run(String(line)) }
        #expect(try rules() != before)
        try scene.undo()
        #expect(try rules() == before)
    }

    @Test func whatNobodyCouldPutBackIsNotTouched() throws {
        let ground = try FaultGround()
        let before = try ground.truth()
        let deleted = InterfaceDeleted(of: FaultGround.uplink, on: ground.scene())
        #expect(throws: GatherError.self) { try deleted.inject() }
        let killed = ClientSIGKILL(of: FaultGround.uplink, on: ground.scene())
        #expect(throws: GatherError.self) { try killed.inject() }
        let absent = InterfaceDown(of: "absent0", on: ground.scene())
        #expect(throws: GatherError.self) { try absent.inject() }
        FaultTests.expectEqual(try ground.truth(), before)
    }

    @Test func aTunnelThatCameBackByItselfIsLeftAlone() throws {
        let ground = try FaultGround()
        let fault = InterfaceDeleted(of: FaultGround.tunnel, on: ground.scene())
        try fault.inject()
        try ground.run("ip link add \(FaultGround.tunnel) type veth peer name other0")
        let now = try ground.run("ip -d link")
        try fault.undo()
        #expect(try ground.run("ip -d link") == now)
    }
}
