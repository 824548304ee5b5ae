internal import Foundation
internal import Glibc

/// A folder for what a browser keeps, gone with the value.
///
/// It stays locked as long as the value lives. What somebody left who was killed is no longer
/// locked, and the next one removes it.
final class BrowserFolder {
    /// Where it is.
    let path: String

    private static let prefix = "watertight-browser-"
    /// The six letters that mkdtemp takes for its own.
    private static let hole = String(repeating: "X", count: 6)
    /// Folders in each other that are walked: a browser makes a handful.
    private static let mostLevels = 32
    /// The folder itself, whose lock ends with this process, however it ends.
    private let lock: Int32
    private let parent: Int32

    private init(_ path: String, lock: Int32, parent: Int32) {
        self.path = path
        self.lock = lock
        self.parent = parent
    }

    /// Makes one that only this user may enter.
    static func make(
        in place: String, for user: BrowserUser
    ) throws(ProbeSocket.Refusal) -> BrowserFolder {
        let parent = unsafe open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw ProbeSocket.Refusal(number: errno) }
        removeForsaken(in: parent)
        var template = Array("\(place)/\(prefix)\(hole)".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            let refusal = errno
            close(parent)
            throw ProbeSocket.Refusal(number: refusal)
        }
        let path = String(
            decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let lock = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        let folder = BrowserFolder(path, lock: lock, parent: parent)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0, user.own(lock) else {
            throw ProbeSocket.Refusal(number: errno)
        }
        return folder
    }

    /// Removes it; a process that has just been ended may still write into it.
    deinit {
        let name = String(path.split(separator: "/").last ?? "")
        // Ten tries, 10 ms apart: an ended process is gone in two or three.
        for _ in 0..<10 where !BrowserFolder.remove(name, in: parent) { usleep(10_000) }
        if lock >= 0 { close(lock) }
        close(parent)
    }

    /// Removes folders whose makers are gone, if they are ours.
    private static func removeForsaken(in parent: Int32) {
        for name in names(in: parent)
        where name.hasPrefix(prefix) && name.utf8.count == prefix.utf8.count + hole.utf8.count {
            let folder = unsafe openat(
                parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard folder >= 0 else { continue }
            defer { close(folder) }
            var facts = stat()
            guard unsafe fstat(folder, &facts) == 0, BrowserUser.current.uid == facts.st_uid,
                flock(folder, LOCK_EX | LOCK_NB) == 0
            else { continue }
            _ = remove(name, in: parent)
        }
    }

    /// Removes a file, or a folder with all that is in it; whether it is gone.
    ///
    /// No path is walked and no link followed: who owns the folder could bend both.
    private static func remove(_ name: String, in parent: Int32, depth: Int = 0) -> Bool {
        if unsafe unlinkat(parent, name, 0) == 0 || errno == ENOENT { return true }
        guard depth < mostLevels else { return false }
        let folder = unsafe openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { return false }
        for inner in names(in: folder) { _ = remove(inner, in: folder, depth: depth + 1) }
        close(folder)
        return unsafe unlinkat(parent, name, AT_REMOVEDIR) == 0
    }

    /// The names in an open folder.
    private static func names(in folder: Int32) -> [String] {
        let copy = unsafe openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return [] }
        guard let list = unsafe fdopendir(copy) else {
            close(copy)
            return []
        }
        defer { unsafe closedir(list) }
        var names: [String] = []
        while let entry = unsafe readdir(list) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { raw in
                unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
