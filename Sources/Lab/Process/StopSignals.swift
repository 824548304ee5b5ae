internal import Glibc

/// Holds back the signals that ask us to stop, so that a lab is taken down first.
struct StopSignals {
    private static let stopping = [SIGINT, SIGTERM, SIGHUP]
    private static let held = stopping + [SIGCHLD]

    init() {
        var set = StopSignals.set(StopSignals.held)
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Whether one has come.
    var haveCome: Bool {
        var waiting = sigset_t()
        unsafe sigpending(&waiting)
        return StopSignals.stopping.contains { unsafe sigismember(&waiting, $0) == 1 }
    }

    /// Waits for a child's end, and passes on what asks us to stop.
    func wait(for child: Child) throws(LabError) -> (code: Int32, stopped: Int32?) {
        var set = StopSignals.set(StopSignals.held)
        var stopped: Int32?
        while true {
            if let code = try child.poll() { return (code, stopped) }
            var number: Int32 = 0
            guard unsafe sigwait(&set, &number) == 0, number != SIGCHLD else { continue }
            stopped = number
            // A terminal has told the child as well.
            if number != SIGINT { kill(child.pid, number) }
        }
    }

    /// Lets them come again; one that was held back, or is given, then ends the process.
    func release(_ number: Int32? = nil) {
        var set = StopSignals.set(StopSignals.held)
        if let number { raise(number) }
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    private static func set(_ numbers: [Int32]) -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in numbers { unsafe sigaddset(&set, number) }
        return set
    }
}
