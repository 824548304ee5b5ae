internal import Glibc

/// The folder of one run, gone with the value: its recording, and what the judge writes.
final class RunFolder {
    /// Where it is.
    let path: String

    /// Makes it, for its owner alone.
    init() throws(Refusal) {
        let place = Output.environment("TMPDIR") ?? "/tmp"
        // The six letters that mkdtemp takes for its own.
        let hole = String(repeating: "X", count: 6)
        var template = Array("\(place)/watertight-run-\(hole)".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw .output(place, "No folder for the run could be made there.")
        }
        path = String(
            decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for name in RunFolder.files(path + "/recording") {
            unsafe unlink(path + "/recording/" + name)
        }
        unsafe rmdir(path + "/recording")
        for name in RunFolder.files(path) { unsafe unlink(path + "/" + name) }
        unsafe rmdir(path)
    }

    /// Gives it and all that is in it to a user.
    func give(to user: uid_t, _ group: gid_t) throws(Refusal) {
        let inner = path + "/recording"
        let all = [path, inner] + RunFolder.files(inner).map { inner + "/" + $0 }
        for name in all where unsafe lchown(name, user, group) != 0 {
            throw .output(name, "It cannot be given to the judge.")
        }
    }

    /// The names in a folder.
    static func files(_ path: String) -> [String] {
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
