internal import Foundation
internal import Glibc
internal import Synchronization
internal import Testing

/// A lab that lives as long as one test, driven as people do it.
final class TestLab {
    let name: String

    /// Makes a lab of a name of its own, and throws unless it came up.
    convenience init(_ word: String, _ flags: [String] = []) throws {
        try self.init(named: TestLab.own(word), flags)
    }

    /// Makes a lab of that name, and throws unless it came up.
    init(named name: String, _ flags: [String] = []) throws {
        self.name = name
        let up = try Started(["lab", "up", "--name", name] + flags)
        guard try up.end() == 0 else { throw Started.Fault(text: try up.said) }
    }

    deinit {
        do { try TestLab.down(name) } catch { Issue.record(error) }
    }

    /// A name that is given to one lab alone: short enough with a word of eight letters.
    static func own(_ word: String) -> String {
        let number = used.withLock { count in
            count += 1
            return count
        }
        return word + String(getpid(), radix: 36) + String(number, radix: 36)
    }

    private static let used = Mutex(0)

    /// Takes a lab down; it need not be there.
    static func down(_ name: String) throws { _ = try watertight("down", "--name", name) }

    /// What `watertight lab` says and how it ends.
    @discardableResult
    static func watertight(_ words: String...) throws -> (code: Int32, said: String) {
        let run = try Started(["lab"] + words)
        return (try run.end(), try run.said)
    }

    /// Starts a program in a node.
    func start(_ node: String, _ words: [String]) throws -> Started {
        try Started(["lab", "exec", "--name", name, node, "--"] + words)
    }

    /// Runs a program in a node.
    @discardableResult
    func run(_ node: String, _ words: String...) throws -> (code: Int32, said: String) {
        let run = try start(node, words)
        return (try run.end(), try run.said)
    }

    /// What the lab's manifest says.
    var manifest: Manifest {
        get throws {
            let file = URL(fileURLWithPath: "/run/watertight/labs/\(name)/manifest.json")
            return try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: file))
        }
    }

    /// The part of a manifest that tests need.
    struct Manifest: Decodable {
        let outer_flows: [String]
        let tunnel_interfaces: [String]
        let station: String
        let nodes: [Node]

        struct Node: Decodable {
            let name: String
            let pid: Int32
        }

        /// The process that holds a node.
        func holder(of node: String) throws -> Int32 {
            guard let pid = nodes.first(where: { $0.name == node })?.pid else {
                throw Started.Fault(text: "no node \(node)")
            }
            return pid
        }
    }

    /// Whether every part of a lab works.
    static func isReady(_ name: String) throws -> Bool {
        try watertight("status", "--name", name).code == 0
    }

    /// A file of a node, as one can read it from outside.
    func file(_ node: String, _ name: String) throws -> String {
        try String(
            contentsOfFile: "/run/watertight/labs/\(self.name)/\(node)/\(name)", encoding: .utf8)
    }

    /// Why no lab can be made here; nil if one can.
    static let hindrance: String? = {
        guard geteuid() == 0 else { return "a lab needs root" }
        do {
            let attempt = try Started(program: ["unshare", "--net", "--mount", "true"])
            guard try attempt.end() == 0 else { return "no namespaces: \(try attempt.said)" }
        } catch {
            return "\(error)"
        }
        let needed = [
            "wireguard-go", "wg-quick", "dnsmasq", "radvd", "dhclient", "unbound", "nft",
            "ip", "ethtool", "ping", "avahi-daemon", "tcpdump", "tshark", "sysctl", "arping",
            "curl",
            "microsocks", "openssl", "openvpn", "setpriv",
        ]
        let folders = ["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"]
        let missing = needed.filter { name in
            !folders.contains { FileManager.default.isExecutableFile(atPath: $0 + name) }
        }
        return missing.isEmpty ? nil : "make install brings \(missing.joined(separator: ", "))"
    }()
}
