internal import Glibc

/// Judges a run in a child without any privilege: no captured byte is parsed by root.
///
/// The child is `watertight analyze` itself, so a live run and its recording cannot disagree.
struct Judge {
    let folder: RunFolder
    /// The policy file that the user names.
    let policy: String?
    let allowLAN: Bool
    let format: Analyze.Format

    /// The user that nobody is (Debian Policy, 9.2.2).
    private static let nobody: uid_t = 65_534
    /// Most bytes of a report or a policy that are copied.
    private static let largest = 64 << 20

    /// Judges, writes what `out` asks for, and returns the exit code of the verdict.
    func judge(_ out: [String]) throws -> Int32 {
        let recordings = out.filter(RecordingTarget.isMeant)
        let reports = out.filter { !RecordingTarget.isMeant($0) }
        for report in reports { _ = try ReportTarget(report) }
        var arguments = ["analyze", "recording", "--format", format.rawValue]
        if allowLAN { arguments.append("--allow-lan") }
        if let policy {
            guard let bytes = SmallFile.bytes(of: policy, most: Judge.largest) else {
                throw Refusal.policy("cannot read \(policy)", "There is no such readable file.")
            }
            try Output.save(
                String(decoding: bytes, as: UTF8.self), as: folder.path + "/policy")
            arguments += ["--policy", "policy"]
        }
        for (index, report) in reports.enumerated() {
            arguments += ["--out", "report\(index).\(report.hasSuffix(".txt") ? "txt" : "json")"]
        }
        let isRoot = geteuid() == 0
        let hasNobody = isRoot && Judge.hasNobody
        if hasNobody {
            try folder.give(to: Judge.nobody, Judge.nobody)
            if policy != nil {
                _ = unsafe lchown(folder.path + "/policy", Judge.nobody, Judge.nobody)
            }
        }
        // The folder is entered before the privileges are gone: nobody may walk the path to it.
        let code = try Judge.run(
            ["env", "--chdir=\(folder.path)"]
                + (isRoot ? Judge.unprivileged : []) + [try LabCommands.tool()] + arguments)
        for (index, report) in reports.enumerated() {
            let name = "report\(index).\(report.hasSuffix(".txt") ? "txt" : "json")"
            guard let bytes = SmallFile.bytes(of: folder.path + "/" + name, most: Judge.largest)
            else { continue }
            try Output.save(String(decoding: bytes, as: UTF8.self), as: report)
        }
        for recording in recordings { try keep(as: recording) }
        return code
    }

    /// Moves the recording to where the user wants it.
    private func keep(as text: String) throws(Refusal) {
        var name = text[...]
        while name.last == "/" { name.removeLast() }
        try folder.give(to: geteuid(), getegid())
        guard unsafe rename(folder.path + "/recording", String(name)) == 0 else {
            throw .output(text, "The recording could not be moved there.")
        }
    }

    /// Becomes nobody, where there is such a user, without groups or capabilities, and for good.
    static var unprivileged: [String] {
        let change = ["--reuid=\(nobody)", "--regid=\(nobody)", "--clear-groups"]
        return ["setpriv"] + (hasNobody ? change : []) + [
            "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--",
        ]
    }

    /// Whether there is a user nobody here. In a user namespace of one user there is not, and that one
    /// is somebody ordinary outside (user_namespaces(7)).
    private static var hasNobody: Bool {
        let map = SmallFile.bytes(of: "/proc/self/uid_map", most: 4096) ?? []
        return String(decoding: map, as: UTF8.self).split(separator: "\n").contains { line in
            let numbers = line.split(separator: " ").compactMap { UInt64($0) }
            guard numbers.count == 3, numbers[0] <= UInt64(nobody) else { return false }
            return UInt64(nobody) - numbers[0] < numbers[2]
        }
    }

    /// Runs a program with our own streams and waits for its end. It inherits no other descriptor:
    /// all of ours are closed when a program starts.
    private static func run(_ arguments: [String]) throws(Refusal) -> Int32 {
        var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) }
        unsafe words.append(nil)
        defer { unsafe words.forEach { unsafe free($0) } }
        var child: pid_t = 0
        let fault = unsafe posix_spawnp(&child, arguments[0], nil, nil, words, environ)
        guard fault == 0 else { throw .internalError("the judge could not be started") }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw .internalError("the judge was lost") }
        }
        guard status & 0x7f == 0 else { throw .internalError("the judge was killed") }
        return status >> 8 & 0xff
    }
}
