internal import Foundation
internal import Glibc

/// What a lab may leave nothing of.
enum Traces {
    private static let nodes = [
        "core", "home", "client", "mal", "isp", "entry", "relay", "exit", "auth", "stun", "srv",
        "container",
    ]

    /// The namespaces of a lab, by the numbers that processes show them with.
    static func namespaces(_ lab: String) -> Set<String> {
        Set(
            nodes.compactMap { node in
                var facts = stat()
                guard unsafe stat("/run/netns/wt-\(lab)-\(node)", &facts) == 0 else { return nil }
                return "net:[\(facts.st_ino)]"
            })
    }

    /// What is left of a lab with those namespaces: names, mounts, files and processes.
    static func left(_ lab: String, _ namespaces: Set<String>) throws -> [String] {
        let files = FileManager.default
        var left = nodes.map { "/run/netns/wt-\(lab)-\($0)" }.filter(files.fileExists)
        left += ["/run/watertight/labs/\(lab)"].filter(files.fileExists)
        let mounts = try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
        left += mounts.split(separator: "\n").filter { $0.contains("wt-\(lab)-") }.map(String.init)
        for pid in try files.contentsOfDirectory(atPath: "/proc") where Int(pid) != nil {
            var bytes = [CChar](repeating: 0, count: 64)
            let length = unsafe readlink("/proc/\(pid)/ns/net", &bytes, bytes.count)
            guard length > 0 else { continue }
            let name = String(decoding: bytes.prefix(length).map(UInt8.init), as: UTF8.self)
            if namespaces.contains(name) { left.append("process \(pid)") }
        }
        return left
    }
}
