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

extension SocketHolder {
    /// A process as it calls itself.
    fileprivate init(process: Int32) {
        self.init(
            process: process, name: ProcessTable.name(of: process),
            controlGroup: ProcessTable.controlGroup(of: process), isOurs: process == getpid())
    }
}

/// Finds the processes that hold sockets. A socket may live for a few milliseconds only, so those that
/// were found last are looked at first, and of all others a few at a time.
struct SocketHolders {
    /// Processes that are looked at before all others: about as many as use the network at a time.
    private static let mostRecent = 32

    /// How often all processes were looked at.
    var passes: Int { min(near.passes, far.passes) }

    private let own = SocketHolder(process: getpid())
    private var recent: [Int32] = []
    /// Those of this network namespace, and all others.
    private var near = Round()
    private var far = Round()
    private var listed: Set<Int32> = []
    private let namespace = BoundedFile.target(ofLink: "/proc/thread-self/ns/net")

    /// Knows of the processes that there are now, to lose no time when a socket appears.
    init() { list() }

    /// Our own of some sockets, given by the kernel's numbers, and holders among the processes that were
    /// found last. A drill opens hundreds of sockets a second, so ours come first.
    func findAmongRecent(_ inodes: Set<UInt64>) -> [UInt64: SocketHolder] {
        var search = Search(inodes)
        search.lookAtOwn(own)
        for process in recent where !search.isOver { search.look(at: process) }
        return search.found
    }

    /// Holders among the next few of the other processes, or among all of them.
    mutating func findAmongOthers(
        _ inodes: Set<UInt64>, all: Bool = false
    ) -> [UInt64: SocketHolder] {
        var search = Search(inodes)
        if all { list() }
        look(near.next(all: all), &search)
        if !all, !search.isOver { look(list(), &search) }
        look(far.next(all: all), &search)
        return search.found
    }

    private mutating func look(_ processes: some Sequence<Int32>, _ search: inout Search) {
        for process in processes where !search.isOver && !recent.contains(process) {
            guard search.look(at: process) else { continue }
            recent.insert(process, at: 0)
            if recent.count > SocketHolders.mostRecent { recent.removeLast() }
        }
    }

    /// Lists all processes anew; those of this namespace that have come since.
    @discardableResult private mutating func list() -> [Int32] {
        let all = Set((Folder.namesIfAny(of: "/proc") ?? []).compactMap { Int32($0) })
        let new = all.subtracting(listed)
        let isNear = Set(
            new.filter { BoundedFile.target(ofLink: "/proc/\($0)/ns/net") == namespace })
        listed = all
        near.keep(all, adding: isNear)
        far.keep(all, adding: new.subtracting(isNear))
        return isNear.sorted(by: >)
    }
}

/// Processes that are looked at in turn, the newest first: who was there before the watch has
/// long-lived sockets, which can wait.
private struct Round {
    /// As many are looked at together as take a millisecond or so.
    private static let most = 32

    /// How often all were looked at.
    private(set) var passes = 0

    private var processes: [Int32] = []
    private var at = 0

    /// Forgets those that have ended, and takes in others.
    mutating func keep(_ all: Set<Int32>, adding new: Set<Int32>) {
        processes = (processes.filter(all.contains) + new).sorted(by: >)
    }

    /// The next few, or all.
    mutating func next(all: Bool) -> ArraySlice<Int32> {
        let start = all || at >= processes.count ? 0 : at
        let end = all ? processes.count : min(start + Round.most, processes.count)
        at = end
        if end == processes.count { passes += 1 }
        return processes[start..<end]
    }
}

/// A search for the holders of some sockets.
private struct Search {
    private(set) var found: [UInt64: SocketHolder] = [:]
    private var wanted: Set<UInt64>

    /// Whether all were found.
    var isOver: Bool { wanted.isEmpty }

    init(_ inodes: Set<UInt64>) { wanted = inodes }

    /// Looks at what this process opened itself, for which no path has to be walked. Its first three files
    /// come from its parent, which may hold them too.
    mutating func lookAtOwn(_ own: SocketHolder) {
        for file in Folder.namesIfAny(of: "/proc/\(own.process)/fd") ?? [] where !isOver {
            var status = stat()
            guard let file = Int32(file), file > STDERR_FILENO, unsafe fstat(file, &status) == 0,
                status.st_mode & S_IFMT == S_IFSOCK,
                wanted.remove(UInt64(status.st_ino)) != nil
            else { continue }
            found[UInt64(status.st_ino)] = own
        }
    }

    /// Looks at what a process holds; whether any of the sockets is among it.
    @discardableResult mutating func look(at process: Int32) -> Bool {
        var isHolder = false
        // Processes end while we look.
        for file in Folder.namesIfAny(of: "/proc/\(process)/fd") ?? [] {
            guard let link = BoundedFile.target(ofLink: "/proc/\(process)/fd/\(file)"),
                let inode = Search.inode(of: link), wanted.remove(inode) != nil
            else { continue }
            isHolder = true
            found[inode] = SocketHolder(process: Search.eldest(process, holding: link))
        }
        return isHolder
    }

    /// The number of a socket in what a link names, as in `socket:[4711]`.
    private static func inode(of link: String) -> UInt64? {
        guard link.hasPrefix("socket:["), link.hasSuffix("]") else { return nil }
        return UInt64(link.dropFirst(8).dropLast())
    }

    /// The first of a line of processes that share a socket: children inherit those of their
    /// parents. Process 1 is left out, which opens sockets for its services.
    private static func eldest(_ process: Int32, holding link: String) -> Int32 {
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
