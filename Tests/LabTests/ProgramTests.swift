internal import Foundation
internal import Testing

/// `watertight check` names the program that leaked, and its recording names the same.
@Suite(
    .serialized, .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct ProgramTests {
    /// A process of a finding, as the report has it.
    private struct Process: Decodable, Equatable {
        let name: String?
        let pid: Int?
        let packetCount: Int
        let attribution: String
        let role: String?
        let forwardedFrom: String?
    }

    private struct Finding: Decodable, Equatable {
        let checkId: String
        let packetCount: Int?
        let processes: [Process]?
    }

    private struct Report: Decodable { let findings: [Finding] }

    /// What a live run finds; its recording must find the same.
    private func findings(_ lab: TestLab) throws -> [Finding] {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "watertight-run-\(UInt64.random(in: 0 ... .max))").path
        let files = [folder + ".live.json", folder + ".json"]
        defer {
            for path in [folder] + files { try? FileManager.default.removeItem(atPath: path) }
        }
        let check = [
            "check", "--target", "203.0.113.80", "--zone", "leak.test", "-o", folder + "/", "-o",
            files[0],
        ]
        var found: [[Finding]] = []
        for (words, file) in zip([check, ["analyze", folder, "-o", files[1]]], files) {
            let run = try lab.start("client", [Started.executable] + words)
            let code = try run.end()
            let said = try run.said
            #expect(code == 1, "\(said)")
            let bytes = try #require(FileManager.default.contents(atPath: file))
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            found.append(try decoder.decode(Report.self, from: bytes).findings)
        }
        #expect(found[0] == found[1])
        for finding in found[0] {
            guard let processes = finding.processes else { continue }
            #expect(processes.count <= 10)
            let sum = processes.reduce(0) { $0 + $1.packetCount }
            #expect(processes.count == 10 || sum == finding.packetCount)
        }
        return found[0]
    }

    /// The processes of a check's finding.
    private func processes(_ lab: TestLab, _ check: String) throws -> [Process] {
        let finding = try findings(lab).first { $0.checkId == check }
        let processes = try #require(finding).processes
        return try #require(processes)
    }

    /// The words that a running program was started with.
    private func command(_ process: Process) -> [String] {
        let path = "/proc/\(process.pid ?? 0)/cmdline"
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        ("iface-bind", "leak.ipv4-direct"), ("ntp", "leak.ntp"), ("dns-isp", "dns.underlay-53"),
    ])
    func theLabsSenderIsNamed(leak: String, check: String) throws {
        let lab = try TestLab("who", ["--leak", leak])
        let processes = try processes(lab, check)
        let senders = processes.filter { $0.attribution == "socket" && $0.role == nil }
        #expect(!senders.isEmpty, "\(processes)")
        for sender in senders {
            #expect(sender.name == "watertight")
            #expect(command(sender).dropFirst().starts(with: ["lab", "send"]), "\(sender)")
        }
        // Our own probes are never among them.
        let own = Set(processes.filter { $0.role == "probe" }.map(\.pid))
        #expect(own.isDisjoint(with: senders.map(\.pid)))
    }

    @Test func aProgramOfTheSystemIsNamed() throws {
        let lab = try TestLab("who", ["--leak", "icmp-bind"])
        let ping = try #require(
            try processes(lab, "leak.other-protocols").first { $0.name == "ping" })
        #expect(ping.attribution == "socket" && ping.role == nil)
        #expect(command(ping).first?.hasSuffix("ping") == true)
    }

    @Test func aContainersPacketsAreToldAsForwarded() throws {
        let lab = try TestLab("who", ["--leak", "forwarded"])
        let forwarded = try processes(lab, "leak.ipv4-direct").filter { $0.role == "forwarded" }
        #expect(forwarded.map(\.forwardedFrom) == ["172.30.0.2"])
        #expect(forwarded.allSatisfy { $0.name == nil && $0.pid == nil && $0.packetCount > 0 })
    }

    @Test func theLocalResolverIsNotBlamedForItsClients() throws {
        let lab = try TestLab("stub")
        let resolver = try lab.run(
            "client", "sh", "-c", "echo nameserver 127.0.0.1 > /etc/resolv.conf")
        #expect(resolver.code == 0)
        // A stub that asks somebody past the tunnel who never answers, so that sockets stay open.
        let stub = try lab.start(
            "client",
            [
                "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts",
                "--listen-address=127.0.0.1", "--bind-interfaces", "--cache-size=0",
                "--server=203.0.113.99@eth0",
            ])
        defer { try? stub.kill() }
        try stub.until { try stub.said.contains("started") }
        // It waits longer for an answer than the run takes.
        let client = try lab.start("client", ["getent", "ahostsv4", "who.leak.test"])
        defer { try? client.kill() }
        let processes = try processes(lab, "dns.underlay-53")
        let stubs = processes.filter { $0.name == "dnsmasq" }
        #expect(stubs.contains { $0.attribution == "socket" }, "\(processes)")
        #expect(stubs.allSatisfy { $0.role == "resolver" && $0.pid == Int(stub.pid) })
        #expect(
            processes.contains {
                $0.role == "client" && $0.attribution == "guess" && $0.name == "getent"
                    && $0.pid == Int(client.pid) && $0.packetCount == 0
            }, "\(processes)")
        // The client itself sent none of it.
        #expect(!processes.contains { $0.pid == Int(client.pid) && $0.packetCount > 0 })
    }
}
