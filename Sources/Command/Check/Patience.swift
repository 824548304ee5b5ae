internal import Dispatch
internal import Glibc
internal import Host

/// Waits for the end of a child, as long as it gets on: one that is stopped, frozen or stuck is given
/// up, however long one that works may take.
struct Patience {
    /// Seconds without a moment of the processor after which a child is given up. A busy machine or a
    /// disk that wakes up holds it back for a few; more than this nobody wants to wait for nothing.
    private static let most = 20

    /// A child that did not get on, and was ended.
    struct Exhausted: Error {
        /// How long it had done nothing, in seconds.
        let seconds: Int
    }

    /// The status of a child that ended, as `waitpid` has it; nil if there is no such child.
    static func status(of child: pid_t) throws(Exhausted) -> Int32? {
        let ended = DispatchSemaphore(value: 0)
        let refusal = OwnThread.start {
            // It is fetched below: until then its number is nobody else's.
            var facts = unsafe siginfo_t()
            while unsafe waitid(P_PID, id_t(child), &facts, WEXITED | WNOWAIT) < 0, errno == EINTR {
            }
            ended.signal()
        }
        var spent = time(of: child)
        var idle = 0
        // Looks are counted and not the time between them: Ctrl-Z stops both of us.
        while refusal == nil, ended.wait(timeout: .now() + .seconds(1)) == .timedOut {
            let now = time(of: child)
            idle = now != spent || isNobodyReading ? 0 : idle + 1
            spent = now
            guard idle < most else {
                kill(child, SIGKILL)
                throw Exhausted(seconds: most)
            }
        }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 { if errno != EINTR { return nil } }
        return status
    }

    /// The time of the processor that a process had, in nanoseconds; nil if it has ended.
    private static func time(of process: pid_t) -> Int64? {
        var clock = clockid_t()
        var time = timespec()
        guard unsafe clock_getcpuclockid(process, &clock) == 0,
            unsafe clock_gettime(clock, &time) == 0
        else { return nil }
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// Whether what it says waits for a reader, who may take his time: a pager does.
    private static var isNobodyReading: Bool {
        [STDOUT_FILENO, STDERR_FILENO].contains { descriptor in
            var stream = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            return unsafe poll(&stream, 1, 0) == 0
        }
    }
}
