internal import Foundation
internal import Glibc

/// What a lab's client sent outside and inside its tunnel, and what the audit makes of it.
struct Watch {
    /// The checks that failed, in their order.
    let failed: [String]
    /// Packets of the tunnel itself that were seen outside: the proof that the watch was awake.
    let outer: Int

    /// Watches a lab while its client pings through the tunnel so often, ten times in a second.
    init(_ lab: TestLab, pings: Int, flags: [String] = []) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("watertight-watch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: folder) } catch {} }
        let text = try String(
            contentsOfFile: "/run/watertight/labs/\(lab.name)/manifest.json", encoding: .utf8)
        let manifest = try JSONDecoder().decode(Manifest.self, from: Data(text.utf8))
        let tunnel = manifest.tunnel_interfaces.last ?? ""
        let files = ["eth0", tunnel].map { ($0, folder.appendingPathComponent($0 + ".pcap").path) }
        var taps: [Started] = []
        for (interface, file) in files {
            let tap = try lab.start(
                "client",
                ["tcpdump", "-Z", "root", "-i", interface, "-s", "4096", "-U", "-w", file])
            try tap.until { try tap.said.contains("listening on") }
            taps.append(tap)
        }
        let ping = ["ping", "-I", tunnel, "-n", "-q", "-i", "0.1", "-c", "\(pings)"]
        _ = try lab.start("client", ping + ["203.0.113.80"]).end()
        for tap in taps { try tap.interrupt() }
        let judged = try Started(
            [
                "analyze", files[0].1, "--tunnel", files[1].1, "--host", manifest.station, "-f",
                "json",
            ]
                + manifest.outer_flows.flatMap { ["--outer", $0] } + flags)
        _ = try judged.end()
        let said = try judged.said
        let start = said.firstIndex(of: "{") ?? said.startIndex
        let report = try JSONDecoder().decode(Report.self, from: Data(said[start...].utf8))
        failed = report.checks.filter { $0.verdict == "fail" }.map(\.id)
        outer = report.traffic.filter { $0.id.hasPrefix("outer") }
            .reduce(0) { $0 + $1.outside_packet_count }
    }

    private struct Manifest: Decodable {
        let outer_flows: [String]
        let tunnel_interfaces: [String]
        let station: String
    }

    private struct Report: Decodable {
        let checks: [Check]
        let traffic: [Row]
        struct Check: Decodable {
            let id: String
            let verdict: String
        }
        struct Row: Decodable {
            let id: String
            let outside_packet_count: Int
        }
    }
}
