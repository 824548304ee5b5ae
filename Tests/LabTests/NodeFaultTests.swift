internal import Evidence
internal import Foundation
internal import Gather
internal import Host
internal import Lab
internal import Testing

/// Every fault of a node happens, is seen to happen, and leaves every node as it was.
@Suite(
    .serialized, .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct NodeFaultTests {
    private static let faults: [FaultID: @Sendable (FaultyLab) -> any Fault] = [
        .entrySilent: { EntrySilent(in: $0) },
        .entryHalfSilent: { EntryHalfSilent(in: $0) },
        .entryRejects: { EntryRejects(in: $0) },
        .relaySilent: { RelaySilent(in: $0) },
        .exitSilent: { ExitSilent(in: $0) },
        .exitNotForwarding: { ExitNotForwarding(in: $0) },
        .dnsOutage: { DNSOutage(in: $0) },
        .newUplink: { NewUplink(in: $0) },
    ]
    /// Nodes that a fault may change.
    private static let nodes = ["core", "home", "client", "entry", "exit"]

    /// A lab in which nothing changes by itself any more.
    private static func lab(_ word: String, hops: Int) throws -> TestLab {
        let lab = try TestLab(word, ["--hops", "\(hops)"])
        try Started.wait {
            try nodes.allSatisfy {
                try !lab.run($0, "ip", "-6", "addr", "show").said.contains("tentative")
            }
        }
        return lab
    }

    /// What nodes are like, without what time alone changes.
    private static func truth(_ lab: TestLab) throws -> [String: String] {
        var texts: [String: String] = [:]
        for node in nodes {
            for words in [
                "ip -d link", "ip -d addr", "ip -d route show table all",
                "ip -6 -d route show table all", "ip rule", "ip -6 rule", "nft -s list ruleset",
            ] {
                let run = try lab.start(node, words.split(separator: " ").map(String.init))
                try #require(try run.end() == 0)
                texts["\(node): \(words)"] = try run.said
                    .replacing(/(valid_lft|preferred_lft|expires) \d+sec/, with: "")
                    .replacing(/_timer +[0-9.]+/, with: "")
            }
        }
        return texts
    }

    private static func expectEqual(_ now: [String: String], _ before: [String: String]) {
        for (words, text) in before where now[words] != text {
            Issue.record("\(words):\n\(text)\nis now\n\(now[words] ?? "")")
        }
    }

    /// What keeps a tunnel busy, each way and by every class.
    private static func traffic(_ lab: TestLab) throws -> [Started] {
        try [
            lab.start("client", ["ping", "-n", "-q", "-i", "0.05", "-w", "600", "203.0.113.80"]),
            lab.start(
                "client",
                [
                    "sh", "-c",
                    "while :; do timeout 10 getent ahostsv4 srv.leak.test; sleep 0.05; done",
                ]),
        ]
    }

    private static func isProved(_ fault: any Fault) -> Bool {
        for _ in 0..<4000 {
            if case .shown = fault.proof() { return true }
            usleep(5000)
        }
        return false
    }

    /// Whether a ping gets through.
    private static func carries(_ lab: TestLab) throws -> Bool {
        try lab.run("client", "ping", "-n", "-c", "1", "-W", "1", "203.0.113.80").code == 0
    }

    @Test func everyFaultIsSeenAndUndone() throws {
        let lab = try NodeFaultTests.lab("faults", hops: 2)
        let busy = try NodeFaultTests.traffic(lab)
        defer { for program in busy { do { try program.kill() } catch {} } }
        let before = try NodeFaultTests.truth(lab)
        for (id, make) in NodeFaultTests.faults.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let fault = make(try FaultyLab(lab.name))
            #expect(fault.id == id)
            if case .shown = fault.proof() { Issue.record("\(id) is seen before it happens") }
            try fault.inject()
            #expect(NodeFaultTests.isProved(fault), "\(id): \(fault.proof())")
            let isCut = [.entrySilent, .entryHalfSilent, .exitSilent, .exitNotForwarding]
                .contains(id)
            if isCut { #expect(try !NodeFaultTests.carries(lab), "\(id)") }
            try fault.undo()
            NodeFaultTests.expectEqual(try NodeFaultTests.truth(lab), before)
            try fault.undo()
            try Started.wait { try NodeFaultTests.carries(lab) }
        }
    }

    @Test func aDeadRunsFaultsAreUndoneByTheNext() throws {
        let lab = try NodeFaultTests.lab("dead", hops: 1)
        let before = try NodeFaultTests.truth(lab)
        let journals = JournalFolder(NSTemporaryDirectory() + "wt-dead-\(getpid())/journal")
        for id in [FaultID.entrySilent, .newUplink] {
            do {
                let make = try #require(NodeFaultTests.faults[id])
                let fault = make(try FaultyLab(lab.name, journals: journals))
                try fault.inject()
            }
            // A child that another test just starts has a copy of the journal's lock for a moment.
            var undone: [Undone] = []
            try Started.wait {
                undone = try Journal.undoLeftovers(in: journals)
                return !undone.isEmpty
            }
            #expect(undone.count == 1 && undone.allSatisfy { $0.failure == nil }, "\(undone)")
            NodeFaultTests.expectEqual(try NodeFaultTests.truth(lab), before)
        }
    }

    /// Without a kill switch the home router is asked, and reads the name.
    @Test(arguments: [("none", true), ("strict", false)])
    func inBetweenTwoServersTheNextOneIsLookedUp(_ shape: String, leaves: Bool) throws {
        let lab = try TestLab("look", ["--killswitch", shape])
        let list = try lab.run("client", "cat", "/etc/resolv.conf").said
        let fault = ServerSwitch(in: try FaultyLab(lab.name))
        try fault.inject()
        let asked = try lab.file("home", "dnsmasq.log")
        #expect(asked.contains("vpn.leak.test from 192.168.50.") == leaves, "\(asked)")
        // Where it was blocked, the address that the client has is good enough.
        let ends = try lab.run("client", "wg", "show", "wg0", "endpoints").said
        #expect(ends.contains("203.0.113.20:51820"), "\(ends)")
        #expect(try lab.run("client", "cat", "/etc/resolv.conf").said == "nameserver 10.65.0.1\n")
        try fault.undo()
        #expect(try lab.run("client", "cat", "/etc/resolv.conf").said == list)
    }

    @Test func aTunnelOfOneNodeHasNoRelay() throws {
        let lab = try TestLab("one", ["--hops", "1"])
        let open = try FaultyLab(lab.name)
        let faults: [any Fault] = [RelaySilent(in: open), ExitSilent(in: open)]
        for fault in faults {
            do {
                try fault.inject()
                Issue.record("\(fault.id) was injected")
            } catch {
                #expect(error.code == "drill.no_relay")
            }
            try fault.undo()
        }
    }

    @Test func aLabThatIsGoneLeavesNothingToUndo() throws {
        let journals = JournalFolder(NSTemporaryDirectory() + "wt-gone-\(getpid())/journal")
        let gone: FaultyLab
        do {
            let lab = try TestLab("gone", ["--hops", "1"])
            gone = try FaultyLab(lab.name, journals: journals)
            let fault = EntrySilent(in: gone)
            try fault.inject()
            try TestLab.down(lab.name)
            try fault.undo()
        }
        let late = EntrySilent(in: gone)
        #expect(throws: GatherError.self) { try late.inject() }
        try late.undo()
        #expect(try Journal.undoLeftovers(in: journals).isEmpty)
    }
}
