internal import Glibc

/// Judges a run in a child without any privilege: no captured byte is parsed by root.
///
/// The child is `watertight analyze` itself, so a live run and its recording cannot disagree. It reads
/// what was recorded and can change none of it.
struct Judge {
    let folder: RunFolder
    /// The policy file that the user names.
    let policy: String?
    let allowLAN: Bool
    let format: Analyze.Format

    /// The user that nobody is (Debian Policy, 9.2.2).
    private static let nobody: uid_t = 65_534
    /// Most bytes of a policy that are copied.
    private static let largest = 64 << 20
    /// The report without which a child has reached no verdict, whatever its exit code is.
    private static let verdict = "\(RunFolder.said)/verdict.json"

    /// Judges, writes what was asked for, and returns the exit code of the verdict. The recording is
    /// kept whatever becomes of the judge.
    func judge(_ outputs: RunOutputs) throws -> Int32 {
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
        for name in [Judge.verdict] + outputs.files.map(\.name) { arguments += ["--out", name] }
        let isRoot = geteuid() == 0
        if isRoot, Judge.hasNobody { try folder.admit(Judge.nobody, Judge.nobody) }
        // The folder is entered before the privileges are gone: nobody may walk the path to it.
        // It ends with us, whose folder it writes in.
        let words =
            ["env", "--chdir=\(folder.path)"]
            + (isRoot ? Judge.unprivileged.dropLast() : ["setpriv"])
            + ["--pdeathsig=KILL", "--", try LabCommands.tool()] + arguments
        let outcome = Result { try Judge.run(words) }
        try folder.keep()
        let code = try outcome.get()
        guard ![0, 1, 3].contains(code) || SmallFile.isThere(folder.path + "/" + Judge.verdict)
        else {
            throw Refusal.internalError("the judge ended without a verdict (exit code \(code))")
        }
        // Codes of env and of setpriv, when they cannot become the judge.
        guard code < 125 else {
            throw Refusal.internalError("the judge could not be started (exit code \(code))")
        }
        for file in outputs.files {
            try Output.copy(folder.path + "/" + file.name, as: file.target)
        }
        return code
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
    /// all of ours are closed when a program starts. Signals that we hold back reach it.
    private static func run(_ arguments: [String]) throws(Refusal) -> Int32 {
        var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) }
        unsafe words.append(nil)
        defer { unsafe words.forEach { unsafe free($0) } }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var child: pid_t = 0
        let fault = unsafe posix_spawnp(&child, arguments[0], nil, &attributes, words, environ)
        guard fault == 0 else { throw .internalError("the judge could not be started") }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw .internalError("the judge was lost") }
        }
        guard status & 0x7f == 0 else {
            throw .internalError("the judge was killed (signal \(status & 0x7f))")
        }
        return status >> 8 & 0xff
    }
}
