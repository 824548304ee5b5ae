internal import Foundation
internal import Glibc
internal import Testing

/// A page of a live run tells nobody where the machine is.
@Suite(
    .serialized, .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct SharedReportTests {
    @Test func noAddressOfTheMachineIsOnThePageOfALiveRun() throws {
        let lab = try TestLab("shared", ["--leak", "v6-ra"])
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "watertight-shared-\(UInt64.random(in: 0 ... .max))").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(atPath: folder) } catch {} }
        let run = try lab.start(
            "client",
            [
                Started.executable, "check", "--quick", "--target", "203.0.113.80", "--target",
                "2001:db8:113::80", "-o", folder + "/page.html", "-o", folder + "/report.json",
            ])
        let code = try run.end()
        let said = try run.said
        #expect(code == 1, "\(said)")
        let own = try addresses(of: lab)
        #expect(own.count >= 3)
        let page = try String(contentsOfFile: folder + "/page.html", encoding: .utf8)
        for address in own { #expect(!page.contains(address), "\(address)") }
        #expect(page.contains("own-address-") && page.contains("masked in this file."))
        // They were there to be masked, and the entry is not masked.
        let report = try String(contentsOfFile: folder + "/report.json", encoding: .utf8)
        #expect(own.filter(report.contains).count >= 3)
        #expect(page.contains("203.0.113.10"))
        #expect(try mode(folder + "/report.json") == 0o600)
        let usual = try 0o666 & ~usualMask()
        #expect(try mode(folder + "/page.html") == usual)
    }

    /// Its addresses and MAC address at the uplink, as another program tells them, and what the router
    /// makes of them outside.
    private func addresses(of lab: TestLab) throws -> [String] {
        let told = try lab.run("client", "ip", "-o", "address", "show", "eth0").said
        let link = try lab.run("client", "ip", "-o", "link", "show", "eth0").said
        let addresses = told.matches(of: /inet6? ([0-9a-f.:]+)\//).map { String($0.1) }
        return addresses + link.matches(of: /ether ([0-9a-f:]{17})/).map { String($0.1) }
            + ["198.51.100.2"]
    }

    private func mode(_ path: String) throws -> Int {
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(facts[.posixPermissions] as? Int)
    }

    /// What is taken from the modes of new files (proc_pid_status(5)).
    private func usualMask() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let mask = try #require(status.firstMatch(of: /Umask:\s+([0-7]+)/))
        return try #require(Int(mask.1, radix: 8))
    }
}
