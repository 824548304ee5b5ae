internal import Foundation
internal import Glibc

/// An ordinary user with labs of its own.
enum Nobody {
    /// Why an ordinary user can make no lab here, or a test no such user; nil if both can be.
    static let hindrance: String? = {
        if let hindrance = TestLab.hindrance { return hindrance }
        do {
            let attempt = try Started(
                program: asNobody(
                    ["unshare", "--user", "--map-root-user", "--net", "--mount", "true"]))
            return try attempt.end() == 0 ? nil : "no user namespaces: \(try attempt.said)"
        } catch {
            return "\(error)"
        }
    }()

    /// Runs `watertight lab run` as the user nobody, who may open `/dev/net/tun` by its mode.
    static func lab(_ words: [String], mode: String = "666") throws -> Started {
        let device =
            "mount -t tmpfs -o mode=755 tmpfs /dev/net && mknod -m \(mode) /dev/net/tun c 10 200"
        return try Started(
            program: ["unshare", "--mount", "sh", "-c", device + " && exec \"$@\"", "sh"]
                + asNobody([Started.openExecutable, "lab", "run"] + words))
    }

    private static func asNobody(_ words: [String]) -> [String] {
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"] + words
    }

    /// How many processes are in a network namespace, named as links in `/proc` name it.
    static func processes(in network: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").count { pid in
            guard Int(pid) != nil else { return false }
            var bytes = [CChar](repeating: 0, count: 64)
            let length = unsafe readlink("/proc/\(pid)/ns/net", &bytes, bytes.count)
            return length > 0
                && String(decoding: bytes.prefix(length).map(UInt8.init), as: UTF8.self) == network
        }
    }
}
