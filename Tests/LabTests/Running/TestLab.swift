internal import Foundation
internal import Glibc
internal import Testing

/// A lab that lives as long as one test, driven as people do it.
final class TestLab {
    let name: String

    /// Makes a lab, and throws unless it came up.
    init(_ word: String, _ flags: [String] = []) throws {
        name = TestLab.own(word)
        let up = try Started(["lab", "up", "--name", name] + flags)
        guard try up.end() == 0 else { throw Started.Fault(text: try up.said) }
    }

    deinit {
        do { try TestLab.down(name) } catch { Issue.record(error) }
    }

    /// A name that only this process gives to a lab.
    static func own(_ word: String) -> String { "\(word)\(getpid())" }

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
            "ip", "ethtool", "ping", "avahi-daemon", "tcpdump", "sysctl",
        ]
        let folders = ["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"]
        let missing = needed.filter { name in
            !folders.contains { FileManager.default.isExecutableFile(atPath: $0 + name) }
        }
        return missing.isEmpty ? nil : "make install brings \(missing.joined(separator: ", "))"
    }()
}
