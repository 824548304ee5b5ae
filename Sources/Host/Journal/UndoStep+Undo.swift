internal import Evidence
internal import Glibc

extension UndoStep {
    /// How long a process has to end by itself once it was asked to, in milliseconds.
    private static let patience: Int32 = 5000

    /// Does it on the calling thread, in whose namespaces and folder it happens; nil if nothing had to be
    /// done.
    func undo() -> Undone? {
        switch self {
        case .run(let arguments, let input, let when):
            if let when, Errand(when).run().failure != nil { return nil }
            return Undone(
                what: arguments.joined(separator: " "),
                failure: Errand(arguments, input: input).run().failure)
        case .restore(let file, let text): return UndoStep.restore(file, text)
        case .link(let state): return state.restore()
        case .routingRules(let rules): return rules.restore()
        case .end(let process):
            guard process.isThere else { return nil }
            return Undone(
                what: "ended process \(process.process)", failure: UndoStep.finish(process))
        case .resume(let process):
            guard process.isThere else { return nil }
            let failure = kill(process.process, SIGCONT) == 0 ? nil : SystemReason.sentence(errno)
            return Undone(what: "let process \(process.process) go on", failure: failure)
        }
    }

    private static func restore(_ path: String, _ text: String) -> Undone? {
        let what = "\(path) as it was"
        do throws(HostError) {
            guard try restoring(path) != .restore(file: path, text: text) else { return nil }
        } catch {
            return Undone(what: what, failure: error.reason)
        }
        // In place: a setting of the kernel's cannot be replaced by another file.
        let file = unsafe open(path, O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { return Undone(what: what, failure: SystemReason.sentence(errno)) }
        defer { close(file) }
        let failure = Errand.write(text, to: file) ? nil : SystemReason.sentence(errno)
        return Undone(what: what, failure: failure)
    }

    /// Asks the group of a process to end, which then puts its own things in order, and makes it.
    static func finish(_ process: ProcessIdentity) -> String? {
        let group = getpgid(process.process) == process.process ? -process.process : process.process
        for signal in [SIGTERM, SIGKILL] {
            guard process.isThere else { return nil }
            guard kill(group, signal) == 0 || errno == ESRCH else {
                return SystemReason.sentence(errno)
            }
            if Errand.waitForEnd(of: process.process, UndoStep.patience) { return nil }
        }
        return "It does not end."
    }
}
