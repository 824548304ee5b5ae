internal import Foundation
internal import Glibc
internal import Testing

/// What a lab's client sent outside and inside its tunnel, and what the audit makes of it.
struct Watch {
    /// The checks that failed, in their order.
    let failed: [String]
    /// Packets of the tunnel itself that were seen outside: the proof that the watch was awake.
    let outer: Int

    /// Watches a lab while its client uses the tunnel so often, ten times in a second.
    ///
    /// `after` is a filter of libpcap: the run counts from when such a packet was seen outside. Where
    /// it `reconnects`, the tunnel is taken down first, and comes up while the outside is watched.
    init(
        _ lab: TestLab, pings: Int, after: String? = nil, isBetweenRequests: Bool = false,
        reconnects: Bool = false, flags: [String] = []
    ) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("watertight-watch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: folder) } catch {} }
        let manifest = try lab.manifest
        let tunnel = manifest.tunnel_interfaces.last
        let files = (["eth0"] + [tunnel].compactMap { $0 })
            .map { ($0, folder.appendingPathComponent($0 + ".pcap").path) }
        if isBetweenRequests { try Watch.waitForEndOfRequest(lab) }
        var taps: [Started] = []
        let settings = "/run/watertight/labs/\(lab.name)/client/\(tunnel ?? "").conf"
        if reconnects { try lab.run("client", "wg-quick", "down", settings) }
        for (interface, file) in files {
            if reconnects, interface == tunnel { try Watch.connect(lab, settings) }
            let tap = try lab.start(
                "client",
                ["tcpdump", "-Z", "root", "-i", interface, "-s", "4096", "-U", "-w", file])
            try tap.until { try tap.said.contains("listening on") }
            taps.append(tap)
        }
        var stage: [String] = []
        if reconnects { stage = ["--stage", "connected=\(Date().timeIntervalSince1970)"] }
        if let after {
            // Meanwhile the tunnel is used as well.
            let use = try lab.start("client", Watch.use(tunnel, times: 300))
            let seen = try lab.start("client", ["tcpdump", "-n", "-i", "eth0", "-c", "1", after])
            try #require(try seen.end() == 0)
            try use.kill()
            stage = ["--stage", "connected=\(Date().timeIntervalSince1970)"]
        }
        _ = try lab.start("client", Watch.use(tunnel, times: pings)).end()
        for tap in taps { try tap.interrupt() }
        let inside = files.dropFirst().flatMap { ["--tunnel", $0.1] }
        let judged = try Started(
            ["analyze", files[0].1, "--host", manifest.station, "-f", "json"] + inside + stage
                + manifest.outer_flows.flatMap { ["--outer", $0] } + flags)
        _ = try judged.end()
        let said = try judged.said
        let start = said.firstIndex(of: "{") ?? said.startIndex
        let report = try JSONDecoder().decode(Report.self, from: Data(said[start...].utf8))
        failed = report.checks.filter { $0.verdict == "fail" }.map(\.id)
        outer = report.traffic.filter { $0.id.hasPrefix("outer") }
            .reduce(0) { $0 + $1.outside_packet_count }
    }

    /// Connects as a client does: by the home router's resolver first, then by the tunnel's.
    private static func connect(_ lab: TestLab, _ settings: String) throws {
        for words in [
            ["sh", "-c", "echo nameserver 192.168.50.1 > /etc/resolv.conf"],
            ["wg-quick", "up", settings],
            ["sh", "-c", "echo nameserver 10.64.0.1 > /etc/resolv.conf"],
        ] {
            let step = try lab.start("client", words)
            guard try step.end() == 0 else { throw Started.Fault(text: try step.said) }
        }
    }

    /// What uses the tunnel: a ping, or requests through the proxy where there is no interface.
    private static func use(_ tunnel: String?, times: Int) -> [String] {
        guard let tunnel else {
            return [
                "curl", "--silent", "--rate", "600/m", "--socks5-hostname", "203.0.113.30:1080",
                "http://203.0.113.80/#[1-\(times)]",
            ]
        }
        return ["ping", "-I", tunnel, "-n", "-q", "-i", "0.1", "-c", "\(times)", "203.0.113.80"]
    }

    /// Waits until the client has just ended a connection over TCP; the next is a while off.
    private static func waitForEndOfRequest(_ lab: TestLab) throws {
        let goodbye = try lab.start(
            "client",
            [
                "timeout", "20", "tcpdump", "-n", "-i", "eth0", "-c", "1",
                "tcp[tcpflags] & tcp-fin != 0",
            ])
        guard try goodbye.end() == 0 else { throw Started.Fault(text: try goodbye.said) }
        let list = "/proc/\(try lab.manifest.holder(of: "client"))/net/tcp"
        try Started.wait {
            let rows = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n")
            // Whoever was the first to say goodbye waits (06) for a while; others listen (0A).
            return rows.dropFirst().allSatisfy { row in
                let words = row.split(separator: " ")
                return words.count > 3 && ["06", "0A"].contains(words[3])
            }
        }
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
