internal import Glibc

/// What tells one namespace from another.
struct Namespace: Hashable {
    private let device: UInt64
    private let number: UInt64

    /// The namespace that a file stands for; nil if there is no such file.
    init?(path: String) {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else { return nil }
        device = UInt64(facts.st_dev)
        number = UInt64(facts.st_ino)
    }

    /// The processes in one of some network namespaces, without ourselves.
    static func processes(in spaces: Set<Namespace>) -> [pid_t] {
        guard !spaces.isEmpty else { return [] }
        let own = getpid()
        return Files.names(in: "/proc").compactMap { pid_t($0) }.filter { pid in
            guard pid != own, let space = Namespace(path: "/proc/\(pid)/ns/net") else {
                return false
            }
            return spaces.contains(space)
        }
    }
}
