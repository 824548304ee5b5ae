internal import Glibc
internal import Wire

/// A folder that is filled under a temporary name and takes its own when it is whole.
///
/// What is not sealed is removed again, so nobody finds half of it, unless it is worth keeping so.
struct SealedFolder: ~Copyable {
    private let path: String
    /// Where its files are until it is sealed.
    let temporary: String
    private var names: [String] = []
    private var isSealed = false
    /// Whether it stays under its temporary name if it cannot be sealed.
    var staysUnsealed = false

    /// Makes the temporary folder, for its owner alone, beside a path that must be free.
    init(_ path: String) throws(EvidenceError) {
        guard !SealedFolder.isTaken(path) else { throw SealedFile.unwritable(path, EEXIST) }
        let temporary = "\(path).\(getpid()).part"
        guard unsafe mkdir(temporary, 0o700) == 0 else {
            throw SealedFile.unwritable(temporary, errno)
        }
        self.path = path
        self.temporary = temporary
    }

    deinit {
        if !isSealed, !staysUnsealed {
            for name in names { unsafe unlink(temporary + "/" + name) }
            unsafe rmdir(temporary)
        }
    }

    /// Whether there is anything at a path.
    static func isTaken(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Makes one of its files.
    mutating func file(_ name: String) throws(EvidenceError) -> SealedFile {
        let file = try SealedFile(temporary + "/" + name)
        names.append(name)
        return file
    }

    /// The SHA-256 of one of its finished files, as it is on the disk.
    func hash(of name: String) throws(EvidenceError) -> String {
        guard let digits = SHA256.digits(ofFile: temporary + "/" + name) else {
            throw SealedFile.unwritable(temporary + "/" + name, EIO)
        }
        return digits
    }

    /// Gives the folder its own name; its files must be finished.
    mutating func seal() throws(EvidenceError) {
        try SealedFolder.sync(temporary)
        // Whatever has come there meanwhile stays: a rename replaces nothing but an empty folder.
        guard unsafe rename(temporary, path) == 0 else {
            throw SealedFile.unwritable(path, errno)
        }
        isSealed = true
        let above = path.lastIndex(of: "/").map { path[...$0] } ?? "."
        try SealedFolder.sync(String(above))
    }

    /// Waits until the names in a folder are on the disk.
    private static func sync(_ path: String) throws(EvidenceError) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SealedFile.unwritable(path, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SealedFile.unwritable(path, errno) }
    }
}
