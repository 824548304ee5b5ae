internal import Glibc

/// A process that we started.
struct Child {
    let pid: pid_t
    let name: String
    let log: String?

    /// Waits for its end and tells its exit code, or 128 and the signal that ended it.
    func wait() throws(LabError) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { throw .system(.failed, "cannot wait for \(name)", errno) }
        }
        return Child.exitCode(status)
    }

    /// Its exit code, if it has ended; its remains are then gone as well.
    func poll() throws(LabError) -> Int32? {
        var status: Int32 = 0
        let found = unsafe waitpid(pid, &status, WNOHANG)
        guard found >= 0 || errno == EINTR else {
            throw .system(.failed, "cannot wait for \(name)", errno)
        }
        return found > 0 ? Child.exitCode(status) : nil
    }

    /// Waits for its end, and throws with the last words of its log if it failed.
    func succeed() throws(LabError) {
        let code = try wait()
        guard code == 0 else { throw failure("exit code \(code)") }
    }

    /// The error that it failed, with the last words of its log.
    func failure(_ what: String) -> LabError {
        let words = log.flatMap { Files.text($0, most: 1 << 16) }.map { text in
            text.split(separator: "\n").suffix(3).joined(separator: " / ")
        }
        return LabError(
            .failed, "\(name) failed", [what, words].compactMap { $0 }.joined(separator: ": "))
    }

    /// What a wait status stands for, in the way of shells.
    static func exitCode(_ status: Int32) -> Int32 {
        status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    }
}
