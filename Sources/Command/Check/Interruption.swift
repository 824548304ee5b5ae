internal import Evidence
internal import Glibc
internal import Host
internal import Reports
internal import Synchronization
internal import Wire

/// Ends a run that is asked to stop, and leaves the machine as it was found.
enum Interruption {
    private static let stopping = [SIGINT, SIGTERM, SIGHUP]

    /// The name of the journal of what the run has changed so far, if anything; without a name, whatever
    /// it leaves.
    static let journal = Mutex<String?>(nil)

    /// Holds back the signals that ask to stop, for the calling thread and those that it starts.
    static func hold() {
        var set = signals
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// From now on the first of them removes the folder of the run and ends the process, as it would
    /// have done by itself. Frames that shall be kept stay, and it is said where.
    static func clears(_ folder: RunFolder) throws(Refusal) {
        // Its own thread: Swift's must not start before the namespaces of the run are entered. The
        // folder is not held: who waits here must not keep it from going with the run.
        let refusal = OwnThread.start { [weak folder] in
            var set = signals
            var number: Int32 = 0
            while unsafe sigwait(&set, &number) != 0 {}
            folder?.clear()
            if let left = folder?.leftovers() {
                Output.tell(
                    Trouble(
                        .warning, OutsideText("the run was stopped"),
                        because: [OutsideText("What was captured until then is in \(left).")],
                        exitCode: nil, code: "run.stopped"))
            }
            journal.withLock { name in if let name { becomeUndoing(name, number) } }
            end(by: number)
        }
        if refusal != nil { throw .internalError("there is no thread to wait for signals") }
    }

    /// Ends this process by a signal that it holds back.
    static func end(by number: Int32) {
        var set = signals
        signal(number, SIG_DFL)
        raise(number)
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Becomes the program that undoes what the run has changed: all threads end at once, so that none
    /// sends a probe where the tunnel is no more. Returns only if that fails, and then the run's other
    /// child does it.
    private static func becomeUndoing(_ journal: String, _ number: Int32) {
        let words = ["watertight", "undo-behind", "--signal", "\(number)", journal]
        var list = unsafe words.map { unsafe strdup($0) } + [nil]
        unsafe execv("/proc/self/exe", &list)
    }

    private static var signals: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in stopping { unsafe sigaddset(&set, number) }
        return set
    }
}
