internal import CShims
internal import Evidence
internal import Gather
internal import Glibc

extension UndoStep {
    /// How long a program may take: a client says goodbye to its server first.
    private static let programLimit: Int32 = 30_000
    /// How long a process has to end by itself once it was asked to, in milliseconds.
    private static let patience: Int32 = 5000

    /// Does it on the calling thread, in whose namespaces and folder it happens; nil if nothing had to be
    /// done.
    func undo() -> Undone? {
        switch self {
        case .run(let arguments, let input, let when):
            if let when, UndoStep.run(when, input: nil) != nil { return nil }
            return Undone(
                what: arguments.joined(separator: " "),
                failure: UndoStep.run(arguments, input: input))
        case .restore(let file, let text): return UndoStep.restore(file, text)
        case .end(let process):
            guard process.isThere else { return nil }
            return Undone(what: "ended process \(process.process)", failure: end(process))
        case .resume(let process):
            guard process.isThere else { return nil }
            let failure = kill(process.process, SIGCONT) == 0 ? nil : SystemReason.sentence(errno)
            return Undone(what: "let process \(process.process) go on", failure: failure)
        }
    }

    /// Why a program did not end with 0; nil if it did.
    private static func run(_ arguments: [String], input: String?) -> String? {
        var source = Spawn.Descriptor.null
        let memory = input.map(file) ?? -1
        defer { if memory >= 0 { close(memory) } }
        if input != nil {
            guard memory >= 0 else { return SystemReason.sentence(errno) }
            source = .copy(of: memory)
        }
        let process: Int32
        do throws(Spawn.Refusal) {
            process = try Spawn(arguments, descriptors: [source, .null, .null]).start()
        } catch {
            return SystemReason.sentence(error.number)
        }
        let isLate = !waitForEnd(of: process, programLimit)
        if isLate { kill(-process, SIGKILL) }
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
        if isLate { return "It took too long." }
        return status == 0
            ? nil
            : status & 0x7f == 0
                ? "It ended with \(status >> 8 & 0xff)." : "Signal \(status & 0x7f) ended it."
    }

    /// A file in memory that holds a text, to be read from its start; -1 with the reason in errno.
    private static func file(_ text: String) -> Int32 {
        let memory = wt_memory_file()
        guard memory >= 0, write(text, to: memory), lseek(memory, 0, SEEK_SET) == 0 else {
            let number = errno
            if memory >= 0 { close(memory) }
            errno = number
            return -1
        }
        return memory
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
        let failure = write(text, to: file) ? nil : SystemReason.sentence(errno)
        return Undone(what: what, failure: failure)
    }

    private static func write(_ text: String, to file: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(file, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }

    /// Asks the group of a process to end, which then puts its own things in order, and makes it.
    private func end(_ process: ProcessIdentity) -> String? {
        let group = getpgid(process.process) == process.process ? -process.process : process.process
        for signal in [SIGTERM, SIGKILL] {
            guard process.isThere else { return nil }
            guard kill(group, signal) == 0 || errno == ESRCH else {
                return SystemReason.sentence(errno)
            }
            if UndoStep.waitForEnd(of: process.process, UndoStep.patience) { return nil }
        }
        return "It does not end."
    }

    /// Waits until a process has ended, for so many milliseconds; whether it has.
    private static func waitForEnd(of process: Int32, _ milliseconds: Int32) -> Bool {
        let descriptor = wt_process_descriptor(process)
        guard descriptor >= 0 else { return errno == ESRCH }
        defer { close(descriptor) }
        var source = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // A signal begins the wait anew, which is short enough.
        while true {
            let count = unsafe poll(&source, 1, milliseconds)
            if count < 0, errno == EINTR { continue }
            return count > 0
        }
    }
}
