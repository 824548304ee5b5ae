internal import Foundation
internal import Glibc

/// A program that a test started: the executable `watertight`, or another.
final class Started {
    let pid: pid_t
    private let notes: String
    private var code: Int32?

    /// Starts `watertight` with these arguments.
    convenience init(_ arguments: [String]) throws {
        try self.init(program: [Started.executable] + arguments)
    }

    init(program: [String]) throws {
        notes =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("watertight-lab-\(UUID().uuidString)").path
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        // A file and no pipe: the lab's daemons outlive who started them.
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        unsafe posix_spawn_file_actions_addopen(&actions, 1, notes, flags, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // In a session of its own. The kernel shares a busy processor out by sessions (sched(7), autogroup), and
        // each wireguard-go has one: all drills side by side would have as much as one of them.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setflags(&attributes, Started.ownSession)
        let words = unsafe program.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var child: pid_t = 0
        let own = unsafe Started.environment.map { unsafe strdup($0) } + [nil]
        defer { unsafe own.forEach { unsafe free($0) } }
        let fault = unsafe posix_spawnp(&child, program[0], &actions, &attributes, words, own)
        guard fault == 0 else { throw Fault(text: "cannot start \(program[0]): \(fault)") }
        pid = child
    }

    deinit { unsafe unlink(notes) }

    /// POSIX_SPAWN_SETSID, which spawn.h tells nobody but users of GNU's extensions.
    private static let ownSession: Int16 = 0x80

    /// Why a program could not be started, or did not do what it must.
    struct Fault: Error { let text: String }

    /// What it has said so far.
    var said: String {
        get throws { try String(contentsOfFile: notes, encoding: .utf8) }
    }

    /// Waits for its end and tells its exit code, or the signal that ended it, below zero.
    func end() throws -> Int32 {
        if let code { return code }
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { throw Fault(text: "waitpid: \(errno)") }
        }
        let ended = Started.exitCode(status)
        code = ended
        return ended
    }

    /// Waits for its end, and tells its exit code and what it said.
    func outcome() throws -> (code: Int32, said: String) { (try end(), try said) }

    private static func exitCode(_ status: Int32) -> Int32 {
        status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f)
    }

    /// Ends it at once.
    func kill() throws {
        if code == nil { Glibc.kill(pid, SIGKILL) }
        _ = try end()
    }

    /// Asks it to end, and waits until it has.
    func interrupt() throws {
        if code == nil { Glibc.kill(pid, SIGINT) }
        _ = try end()
    }

    /// Looks until something holds or the program has ended; throws if neither happens in 20 s.
    func until(_ holds: () throws -> Bool) throws {
        let end = DispatchTime.now() + .seconds(20)
        while try !holds() {
            guard DispatchTime.now() < end else {
                throw Fault(text: "waited too long: \(try said)")
            }
            var status: Int32 = 0
            if code == nil, unsafe waitpid(pid, &status, WNOHANG) == pid {
                code = Started.exitCode(status)
            }
            guard code == nil else { return }
            // Between two looks, so that others get the processor.
            usleep(1000)
        }
    }

    /// Looks until something holds; throws if it does not within 20 s.
    static func wait(_ holds: () throws -> Bool) throws {
        let end = DispatchTime.now() + .seconds(20)
        while try !holds() {
            guard DispatchTime.now() < end else { throw Fault(text: "waited too long") }
            usleep(1000)
        }
    }

    /// The processes that it has started.
    var children: [pid_t] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
                guard let number = pid_t(name),
                    // Gone between the two looks.
                    let bytes = FileManager.default.contents(atPath: "/proc/\(name)/stat")
                else { return nil }
                // The name of the program, in parentheses, may hold blanks.
                let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?
                    .split(separator: " ")
                return fields.flatMap { $0.count > 1 ? pid_t($0[1]) : nil } == pid ? number : nil
            }
        }
    }

    /// Our own environment, with what the Makefile unpacks for the lab in the path.
    private static let environment: [String] = {
        var own = ProcessInfo.processInfo.environment
        own["PATH"] = (Unpacked.folders + [own["PATH"] ?? "/usr/bin:/bin"]).joined(separator: ":")
        return own.map { "\($0.key)=\($0.value)" }
    }()

    /// The executable that `WATERTIGHT` in the environment names, or that which was built with the tests: it
    /// stands beside the test bundle, whose process this is.
    static let executable =
        ProcessInfo.processInfo.environment["WATERTIGHT"]
        ?? URL(fileURLWithPath: "/proc/self/exe")
        .resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("watertight")
        .path
}
