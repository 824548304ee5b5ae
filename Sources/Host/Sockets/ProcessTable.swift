internal import Glibc
internal import Wire

/// The processes that we see in `/proc`.
enum ProcessTable {
    /// Longest file of `/proc` that is read here.
    private static let longest = 64 << 10

    /// The processes that hold one of these sockets. Left out are children that share a parent's
    /// socket, and the first process of all, which opens sockets for its services.
    static func holders(of inodes: Set<UInt64>) throws(HostError) -> Set<Int32> {
        let links = Set(inodes.filter { $0 != 0 }.map { "socket:[\($0)]" })
        guard !links.isEmpty else { return [] }
        var holders: Set<Int32> = []
        for entry in try Folder.names(of: "/proc") {
            guard let process = Int32(entry) else { continue }
            // Processes end while we look, and those of others are closed to us.
            guard let files = Folder.namesIfAny(of: "/proc/\(process)/fd") else { continue }
            let holds = files.contains { file in
                BoundedFile.target(ofLink: "/proc/\(process)/fd/\(file)").map(links.contains)
                    ?? false
            }
            if holds { holders.insert(process) }
        }
        if holders.count > 1 { holders.remove(1) }
        return holders.filter { process in
            !(parent(of: process).map(holders.contains) ?? false)
        }
    }

    /// What a process calls itself.
    static func name(of process: Int32) -> OutsideText? {
        text("/proc/\(process)/comm").map { OutsideText($0.filter { $0 != "\n" }) }
    }

    /// The control group of a process: that of the unified hierarchy, if it is in one.
    static func controlGroup(of process: Int32) -> OutsideText? {
        guard let text = text("/proc/\(process)/cgroup") else { return nil }
        for line in text.split(separator: "\n") {
            // Hierarchy 0, no controllers, the path; the others are of the old kind.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            if parts.count == 3, parts[0] == "0" { return OutsideText(String(parts[2])) }
        }
        return nil
    }

    /// The process that started another.
    static func parent(of process: Int32) -> Int32? {
        let line = text("/proc/\(process)/status")?.split(separator: "\n").first {
            $0.hasPrefix("PPid:")
        }
        return line.flatMap { Int32($0.dropFirst(5).filter(\.isNumber)) }
    }

    private static func text(_ path: String) -> String? {
        do {
            return String(
                decoding: try BoundedFile.bytes(of: path, most: longest), as: UTF8.self)
        } catch {
            // It ended meanwhile.
            return nil
        }
    }
}
