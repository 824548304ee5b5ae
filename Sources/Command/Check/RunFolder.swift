internal import Evidence
internal import Glibc

/// The folder of one run or of several: the recordings, and what the judge writes. It is gone with the
/// value.
///
/// Recordings that shall be kept are made beside their place, so that they only have to be renamed;
/// whatever ends the run, its frames stay there. All else stands below TMPDIR, and what a killed run left
/// there is removed by the next one.
final class RunFolder: Sendable {
    /// Where it is.
    let path: String
    /// The names of the recordings in it.
    let names: [String]
    /// The folder itself, for whoever sees it by no path; locked as long as the run lasts.
    let descriptor: Int32
    /// What the judge may write, below it.
    static let said = "said"
    /// Where the recordings shall stand, in their order; empty where none is asked for.
    private let places: [String]

    private static let name = "watertight-run-"
    /// The six letters that mkdtemp takes for its own.
    private static let hole = String(repeating: "X", count: 6)

    /// Makes it, for its owner alone, for so many runs; `recording` is where a recording shall stand.
    init(for recording: RecordingPlace?, runs: Int) throws(Refusal) {
        names = runs == 1 ? ["recording"] : (1...runs).map { "recording-\($0)" }
        places = recording?.paths ?? []
        let place = Output.environment("TMPDIR") ?? "/tmp"
        if recording == nil { RunFolder.sweep(place) }
        let start = recording.map { $0.path + ".part-" } ?? "\(place)/\(RunFolder.name)"
        var template = Array((start + RunFolder.hole).utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw .output(recording?.path ?? place, "No folder for the run could be made there.")
        }
        path = String(
            decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        descriptor = RunFolder.lock(path)
        guard descriptor >= 0, unsafe mkdirat(descriptor, RunFolder.said, 0o700) == 0 else {
            throw .output(path, "The folder of the run cannot be used.")
        }
    }

    deinit {
        clear()
        close(descriptor)
    }

    /// Removes it, but for recordings that shall be kept and have not come to their place; those are
    /// for whoever called sudo.
    func clear() {
        guard !places.isEmpty else { return RunFolder.remove(path) }
        RunFolder.remove(path + "/" + RunFolder.said)
        unsafe unlink(path + "/policy")
        guard unsafe rmdir(path) != 0, Owner.caller != nil else { return }
        for name in RunFolder.files(".", in: descriptor) {
            _ = Owner.give(name, in: descriptor, to: Owner.heir)
        }
        _ = Owner.give(descriptor)
    }

    /// What is left in the folder of a recording that shall be kept, or of all of them: sealed, or
    /// frames that are not. Nil if that is nothing.
    func leftovers(of name: String? = nil) -> String? {
        guard !places.isEmpty else { return nil }
        let left = RunFolder.files(".", in: descriptor).filter { file in
            name.map { file == $0 || file.hasPrefix($0 + ".") } ?? file.hasPrefix("recording")
        }
        return left.isEmpty
            ? nil : left.sorted().map { "\(path)/\($0)" }.joined(separator: ", ")
    }

    /// Lets a user and his group read what was recorded, and write beside it.
    func admit(_ user: uid_t, _ group: gid_t) throws(Refusal) {
        let ours = (user: geteuid(), group: group)
        for name in RunFolder.files(".", in: descriptor) where names.contains(name) {
            guard Owner.give(name, in: descriptor, to: ours, modes: (0o750, 0o640)) else {
                throw .output("\(path)/\(name)", "The judge cannot be let in.")
            }
        }
        let (policy, link) = ("policy", AT_SYMLINK_NOFOLLOW)
        if unsafe faccessat(descriptor, policy, F_OK, 0) == 0 {
            guard unsafe fchownat(descriptor, policy, ours.user, group, link) == 0,
                unsafe fchmodat(descriptor, policy, 0o640, 0) == 0
            else { throw .output("\(path)/policy", "The judge cannot be let in.") }
        }
        guard fchown(descriptor, ours.user, group) == 0, fchmod(descriptor, 0o710) == 0,
            unsafe fchownat(descriptor, RunFolder.said, user, group, link) == 0
        else { throw .output(path, "The judge cannot write there.") }
    }

    /// Moves recordings to their places, for whoever called sudo; does nothing where none was asked
    /// for.
    func keep(_ recorded: [String]) throws(Refusal) {
        for (name, place) in zip(names, places) where recorded.contains(name) {
            let inner = "\(path)/\(name)"
            guard Owner.give(name, in: descriptor, to: Owner.heir) else {
                throw .output(place, "The recording cannot be taken back from \(inner).")
            }
            guard !RecordingSeal.isTaken(place),
                unsafe renameat(descriptor, name, AT_FDCWD, place) == 0
            else {
                throw .output(place, "The recording could not be moved there; it is in \(inner).")
            }
        }
    }

    /// Removes what runs left that were killed: nobody holds the lock of their folders. A recording that
    /// somebody keeps under such a name has no place for a judge, and stays.
    private static func sweep(_ place: String) {
        for entry in files(place)
        where entry.hasPrefix(name) && entry.utf8.count == name.utf8.count + hole.utf8.count {
            let path = "\(place)/\(entry)"
            let descriptor = lock(path)
            guard descriptor >= 0 else { continue }
            var status = stat()
            if unsafe fstat(descriptor, &status) == 0, status.st_uid == geteuid(),
                files(".", in: descriptor).contains(said)
            {
                remove(path)
            }
            close(descriptor)
        }
    }

    /// Opens a folder and locks it; -1 if that cannot be, or somebody else has done it.
    private static func lock(_ path: String) -> Int32 {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return -1 }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return -1
        }
        return descriptor
    }

    /// Removes a folder with what is in it, and in folders of it.
    private static func remove(_ path: String) {
        for name in files(path) where unsafe unlink("\(path)/\(name)") != 0 {
            for inner in files("\(path)/\(name)") { unsafe unlink("\(path)/\(name)/\(inner)") }
            unsafe rmdir("\(path)/\(name)")
        }
        unsafe rmdir(path)
    }

    /// The names in a folder, which `parent` may lead to.
    static func files(_ path: String, in parent: Int32 = AT_FDCWD) -> [String] {
        let descriptor = unsafe openat(parent, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        guard let folder = unsafe fdopendir(descriptor) else {
            close(descriptor)
            return []
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { raw in
                unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
