internal import Gather
internal import Glibc

/// A browser that we started, with a line to it; it and its children end with the value.
///
/// The line is a socket that nobody else can connect to. When this process is gone, however it
/// ended, the browser finds the line closed and ends too.
final class BrowserProcess {
    /// Our end of the line.
    let line: Int32

    private let pid: pid_t
    /// What it keeps goes when it is gone.
    private let folder: BrowserFolder
    /// How long a browser has to end by itself, in milliseconds: ten times what it takes.
    private static let patience: Int32 = 300

    private init(pid: pid_t, line: Int32, folder: BrowserFolder) {
        self.pid = pid
        self.line = line
        self.folder = folder
    }

    /// Starts a program with the other end of a line as its descriptors 3 and 4, in a process group
    /// of its own.
    static func start(
        _ arguments: [String], environment: [String], in folder: BrowserFolder
    ) throws(ProbeSocket.Refusal) -> BrowserProcess {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else {
            throw ProbeSocket.Refusal(number: errno)
        }
        // Neither end may be in the way of what the browser gets.
        let theirs = fcntl(ends[1], F_DUPFD_CLOEXEC, 10)
        let refusal = errno
        close(ends[1])
        guard theirs >= 0 else {
            close(ends[0])
            throw ProbeSocket.Refusal(number: refusal)
        }
        defer { close(theirs) }
        var program = Spawn(
            arguments, descriptors: [.null, .null, .null, .copy(of: theirs), .copy(of: theirs)])
        program.environment = environment
        do throws(Spawn.Refusal) {
            return BrowserProcess(pid: try program.start(), line: ends[0], folder: folder)
        } catch {
            close(ends[0])
            throw ProbeSocket.Refusal(number: error.number)
        }
    }

    /// Asks it to end by closing the line, then ends what is left of its group.
    deinit {
        shutdown(line, Int32(SHUT_WR))
        // A closed other end is told unasked.
        var entry = pollfd(fd: line, events: 0, revents: 0)
        unsafe poll(&entry, 1, BrowserProcess.patience)
        // Its number is not given away before its end is fetched.
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        // The others have no parent but the system's first process, which fetches their ends.
        for _ in 0..<BrowserProcess.patience where kill(-pid, 0) == 0 { usleep(1000) }
        close(line)
    }
}
