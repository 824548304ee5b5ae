internal import Foundation
internal import Glibc

/// The namespaces of a lab, held open so that nobody else's get their numbers, and what is left of
/// the lab.
final class Traces {
    private static let nodes = [
        "core", "home", "client", "mal", "isp", "entry", "relay", "exit", "auth", "stun", "srv",
        "container",
    ]

    private let lab: String
    private let descriptors: [Int32]

    init(_ lab: String) {
        self.lab = lab
        descriptors = Traces.nodes.map { unsafe open("/run/netns/wt-\(lab)-\($0)", O_RDONLY) }
            .filter { $0 >= 0 }
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    /// The namespaces, as links in `/proc` name them.
    var namespaces: Set<String> {
        Set(
            descriptors.compactMap { descriptor in
                var facts = stat()
                guard unsafe fstat(descriptor, &facts) == 0 else { return nil }
                return "net:[\(facts.st_ino)]"
            })
    }

    /// What is left of the lab: names, mounts, files and processes.
    var left: [String] {
        get throws {
            let files = FileManager.default
            var left = Traces.nodes.map { "/run/netns/wt-\(lab)-\($0)" }
            left.append("/run/watertight/labs/\(lab)")
            left = left.filter(files.fileExists)
            let mounts = try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
            left += mounts.split(separator: "\n").filter { $0.contains("wt-\(lab)-") }
                .map(String.init)
            let spaces = namespaces
            for pid in try files.contentsOfDirectory(atPath: "/proc") where Int(pid) != nil {
                var bytes = [CChar](repeating: 0, count: 64)
                let length = unsafe readlink("/proc/\(pid)/ns/net", &bytes, bytes.count)
                guard length > 0 else { continue }
                let name = String(decoding: bytes.prefix(length).map(UInt8.init), as: UTF8.self)
                if spaces.contains(name) { left.append("process \(pid)") }
            }
            return left
        }
    }
}
