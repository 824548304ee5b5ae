internal import Glibc

/// The folder of all journals: root's alone, since what stands there is run.
public struct JournalFolder: Sendable {
    /// Where root's is; below `/run`, so that no journal outlives what it could undo.
    public static let usual = JournalFolder("/run/watertight/journal")
    /// Times that the folder is made anew, because somebody else has just removed the empty one.
    private static let tries = 16

    /// Where it is.
    public let path: String

    /// The folder of a path, of which the parent folder is ours as well.
    public init(_ path: String) { self.path = path }

    private var parent: String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }

    /// Opens it; nil if there is none, and throws if somebody else could have written there.
    func open() throws(HostError) -> Int32? {
        for (folder, forbidden) in [(parent, mode_t(0o022)), (path, mode_t(0o077))] {
            let descriptor = unsafe Glibc.open(
                folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else {
                if errno == ENOENT { return nil }
                throw HostError(.refused, subject: folder, number: errno)
            }
            var status = stat()
            guard unsafe fstat(descriptor, &status) == 0, status.st_uid == geteuid(),
                status.st_mode & forbidden == 0
            else {
                close(descriptor)
                throw HostError(
                    .journal, subject: folder, reason: "Somebody else can write or read there.")
            }
            if folder == path { return descriptor }
            close(descriptor)
        }
        return nil
    }

    /// Makes a journal of a new name, locked, and the folder if it has to be.
    func make() throws(HostError) -> (name: String, descriptor: Int32) {
        for _ in 0..<JournalFolder.tries {
            for (folder, mode) in [(parent, mode_t(0o755)), (path, mode_t(0o700))] {
                guard unsafe mkdir(folder, mode) == 0 || [EEXIST, ENOENT].contains(errno) else {
                    throw HostError(.refused, subject: folder, number: errno)
                }
            }
            guard let folder = try open() else { continue }
            defer { close(folder) }
            let name = String(UInt64.random(in: 1 << 60 ... .max), radix: 16)
            let flags = O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC
            let file = unsafe openat(folder, name, flags, 0o600)
            if file < 0, errno == ENOENT { continue }
            guard file >= 0 else { throw HostError(.refused, subject: path, number: errno) }
            // Whoever looks for journals of the dead may have been faster than the lock.
            if flock(file, LOCK_EX | LOCK_NB) == 0, JournalFolder.isNamed(file), fsync(folder) == 0
            {
                return (name, file)
            }
            close(file)
        }
        throw HostError(.refused, subject: path, reason: "The folder does not stay.")
    }

    /// Whether a file has a name still.
    static func isNamed(_ file: Int32) -> Bool {
        var status = stat()
        return unsafe fstat(file, &status) == 0 && status.st_nlink == 1
    }

    /// Opens a journal; nil if there is none, and throws if somebody else could have written it.
    func open(_ name: String) throws(HostError) -> Int32? {
        guard !name.contains("/"), let folder = try open() else { return nil }
        defer { close(folder) }
        let file = unsafe openat(folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            let code: HostError.Code = errno == ELOOP ? .journal : .refused
            throw HostError(code, subject: "\(path)/\(name)", number: errno)
        }
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_uid == geteuid(), status.st_mode & 0o7777 == 0o600, status.st_nlink <= 1
        else {
            close(file)
            throw HostError(
                .journal, subject: "\(path)/\(name)",
                reason: "It is not a file of ours alone, with mode 0600.")
        }
        return file
    }

    /// Removes a journal, and the folder if it was the last one.
    func remove(_ name: String) {
        unsafe unlink("\(path)/\(name)")
        unsafe rmdir(path)
        unsafe rmdir(parent)
    }

    /// The names in it; none if it is not there.
    func names() throws(HostError) -> [String] {
        guard let folder = try open() else { return [] }
        close(folder)
        return try Folder.names(of: path).sorted()
    }
}
