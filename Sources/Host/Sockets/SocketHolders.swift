internal import Glibc
internal import Wire

/// A process that holds a socket.
struct SocketHolder {
    var process: Int32
    var name: OutsideText?
    var controlGroup: OutsideText?
    /// Whether it is this process.
    var isOurs: Bool
}

/// Finds the processes that hold sockets, those first that were found last: a socket may live for a
/// few milliseconds only.
struct SocketHolders {
    /// Processes that are looked at before all others: about as many as use the network at a time.
    private static let mostRecent = 32

    private var recent: [Int32] = [getpid()]

    /// The holders of sockets, given by the kernel's numbers; some may not be found.
    mutating func find(_ inodes: Set<UInt64>) -> [UInt64: SocketHolder] {
        var links: [String: UInt64] = [:]
        for inode in inodes { links["socket:[\(inode)]"] = inode }
        var found: [UInt64: SocketHolder] = [:]
        for process in recent where !links.isEmpty { look(at: process, &links, &found) }
        guard !links.isEmpty else { return found }
        let known = Set(recent)
        // The newest first: who was there before the watch has long-lived sockets.
        let others = (Folder.namesIfAny(of: "/proc") ?? []).compactMap { Int32($0) }
            .filter { !known.contains($0) }.sorted(by: >)
        for process in others where !links.isEmpty {
            if look(at: process, &links, &found) { recent.insert(process, at: 0) }
        }
        recent = Array(recent.prefix(SocketHolders.mostRecent))
        // We open the most ourselves.
        if !recent.contains(getpid()) { recent.insert(getpid(), at: 0) }
        return found
    }

    /// Takes the sockets that a process holds out of `links`; whether there were any.
    @discardableResult private func look(
        at process: Int32, _ links: inout [String: UInt64], _ found: inout [UInt64: SocketHolder]
    ) -> Bool {
        var isHolder = false
        // Processes end while we look.
        for file in Folder.namesIfAny(of: "/proc/\(process)/fd") ?? [] {
            guard let link = BoundedFile.target(ofLink: "/proc/\(process)/fd/\(file)"),
                let inode = links.removeValue(forKey: link)
            else { continue }
            isHolder = true
            let first = eldest(process, holding: link)
            found[inode] = SocketHolder(
                process: first, name: ProcessTable.name(of: first),
                controlGroup: ProcessTable.controlGroup(of: first), isOurs: first == getpid())
        }
        return isHolder
    }

    /// The first of a line of processes that share a socket: children inherit those of their
    /// parents. Process 1 is left out, which opens sockets for its services.
    private func eldest(_ process: Int32, holding link: String) -> Int32 {
        var process = process
        while let parent = ProcessTable.parent(of: process), parent > 1,
            (Folder.namesIfAny(of: "/proc/\(parent)/fd") ?? []).contains(where: {
                BoundedFile.target(ofLink: "/proc/\(parent)/fd/\($0)") == link
            })
        {
            process = parent
        }
        return process
    }
}
