internal import Foundation
internal import Glibc

/// One run of the executable `watertight`: what it was told, and what it answered.
struct Run {
    let exitCode: Int32
    let output: String
    let errors: String

    /// The only JSON document on standard output; throws if there is none, or more than that.
    var report: DecodedReport {
        get throws { try JSONDecoder().decode(DecodedReport.self, from: Data(output.utf8)) }
    }

    /// Runs `watertight` with these arguments in a folder; nothing of our own environment is passed
    /// on, so that no locale or terminal changes what is said. `executable` may be a copy of it.
    init(
        _ arguments: [String], in folder: String, environment: [String: String] = [:],
        input: String = "/dev/null", executable: String = Run.executable
    ) throws {
        let notes = try TemporaryFolder()
        let (out, err) = (notes.path("out"), notes.path("err"))
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        unsafe posix_spawn_file_actions_addopen(&actions, 1, out, flags, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, err, flags, 0o600)
        // env changes the folder and becomes the executable.
        let words = ["env", "-C", folder, executable] + arguments
        let arguments = unsafe Run.cStrings(words)
        let environment = unsafe Run.cStrings(environment.map { "\($0.key)=\($0.value)" })
        defer { unsafe (arguments + environment).forEach { unsafe free($0) } }
        var child: pid_t = 0
        let failure = unsafe posix_spawn(
            &child, "/usr/bin/env", &actions, nil, arguments, environment)
        guard failure == 0 else { throw Fault(text: "cannot start \(executable): \(failure)") }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw Fault(text: "waitpid: \(errno)") }
        }
        // The low seven bits are the signal that ended the process, if one did.
        exitCode = status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f)
        output = try String(contentsOfFile: out, encoding: .utf8)
        errors = try String(contentsOfFile: err, encoding: .utf8)
    }

    /// Why a run could not even start.
    struct Fault: Error { let text: String }

    /// The file of this process, the test bundle.
    static let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path

    /// The executable stands beside the test bundle, and was built with it.
    static let executable = URL(fileURLWithPath: tests)
        .deletingLastPathComponent().appendingPathComponent("watertight").path

    private static func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe texts.map { unsafe strdup($0) } + [nil]
    }
}
