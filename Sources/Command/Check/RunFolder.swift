internal import Glibc

/// The folder of one run: its recording, and what the judge writes. It is gone with the value.
///
/// A recording that shall be kept is made beside its place, so that it only has to be renamed; whatever
/// ends the run, its frames stay there. All else stands below TMPDIR, and what a killed run left there is
/// removed by the next one.
final class RunFolder: Sendable {
    /// Where it is.
    let path: String
    /// What the judge may write, below it.
    static let said = "said"
    /// Where the recording shall stand; nil where none was asked for.
    private let recording: String?
    /// Held open and locked as long as the run lasts.
    private let descriptor: Int32

    private static let name = "watertight-run-"
    /// The six letters that mkdtemp takes for its own.
    private static let hole = String(repeating: "X", count: 6)

    /// Makes it, for its owner alone; `recording` is where the recording shall stand.
    init(for recording: String?) throws(Refusal) {
        self.recording = recording
        let place = Output.environment("TMPDIR") ?? "/tmp"
        if recording == nil { RunFolder.sweep(place) }
        let start = recording.map { $0 + ".part-" } ?? "\(place)/\(RunFolder.name)"
        var template = Array((start + RunFolder.hole).utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw .output(recording ?? place, "No folder for the run could be made there.")
        }
        path = String(
            decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        descriptor = RunFolder.lock(path)
        guard descriptor >= 0, unsafe mkdir(path + "/" + RunFolder.said, 0o700) == 0 else {
            throw .output(path, "The folder of the run cannot be used.")
        }
    }

    deinit {
        clear()
        close(descriptor)
    }

    /// Removes it, but for a recording that shall be kept and has not come to its place.
    func clear() {
        guard recording == nil else {
            RunFolder.remove(path + "/" + RunFolder.said)
            unsafe unlink(path + "/policy")
            // It stays if there is anything left in it.
            unsafe rmdir(path)
            return
        }
        RunFolder.remove(path)
    }

    /// What of the recording is left in the folder: sealed, or frames that are not.
    var leftovers: String? {
        guard recording != nil else { return nil }
        return RunFolder.files(path).first { $0.hasPrefix("recording") }.map { path + "/" + $0 }
    }

    /// Lets a user and his group read what was recorded, and write beside it.
    func admit(_ user: uid_t, _ group: gid_t) throws(Refusal) {
        let inner = path + "/recording"
        var modes: [String: mode_t] = [path: 0o710, inner: 0o750]
        for name in RunFolder.files(inner) { modes["\(inner)/\(name)"] = 0o640 }
        for name in RunFolder.files(path) where name == "policy" {
            modes["\(path)/\(name)"] = 0o640
        }
        for (name, mode) in modes {
            guard unsafe lchown(name, geteuid(), group) == 0, unsafe chmod(name, mode) == 0 else {
                throw .output(name, "The judge cannot be let in.")
            }
        }
        guard unsafe lchown(path + "/" + RunFolder.said, user, group) == 0 else {
            throw .output(path, "The judge cannot write there.")
        }
    }

    /// Moves the recording to its place, for its owner alone; does nothing where none was asked for.
    func keep() throws(Refusal) {
        guard let recording else { return }
        let inner = path + "/recording"
        var modes: [String: mode_t] = [inner: 0o700]
        for name in RunFolder.files(inner) { modes["\(inner)/\(name)"] = 0o600 }
        for (name, mode) in modes {
            guard unsafe lchown(name, geteuid(), getegid()) == 0, unsafe chmod(name, mode) == 0
            else { throw .output(recording, "The recording cannot be taken back from \(inner).") }
        }
        guard unsafe rename(inner, recording) == 0 else {
            throw .output(recording, "The recording could not be moved there; it is in \(inner).")
        }
    }

    /// Removes what runs left that were killed: nobody holds the lock of their folders.
    private static func sweep(_ place: String) {
        for entry in files(place) where entry.hasPrefix(name) {
            let path = "\(place)/\(entry)"
            let descriptor = lock(path)
            guard descriptor >= 0 else { continue }
            var status = stat()
            if unsafe fstat(descriptor, &status) == 0, status.st_uid == geteuid() { remove(path) }
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

    /// The names in a folder.
    private static func files(_ path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
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
