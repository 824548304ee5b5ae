internal import CShims
internal import Evidence
internal import Gather
internal import Glibc
internal import Wire

/// A program that is run to its end on the calling thread, in whose namespaces and folder it happens.
struct Errand {
    /// How it ended.
    struct Ending {
        /// Why it did not do what it shall, with its own last line; nil if it ended with 0.
        var failure: String?
        /// What it printed.
        var output = ""
    }

    /// How long it may take, in milliseconds: a client says goodbye to its server first, and where a machine has
    /// many connections the kernel goes through all of them before it takes rules that look at them. As long
    /// as the kernel itself lets a program wait before it calls it hung.
    private static let limit: Int32 = 120_000
    /// Most that is read of what it printed: the rules of a large firewall.
    private static let most = 8 << 20

    /// The program, looked for in `PATH`, and its arguments; no shell reads them.
    var arguments: [String]
    /// What it reads.
    var input: String?
    /// Its environment, each as `NAME=VALUE`; nil for ours.
    var environment: [String]?
    /// Its descriptor 3; nil for none.
    var descriptor: Int32?

    init(_ arguments: [String], input: String? = nil) {
        self.arguments = arguments
        self.input = input
    }

    /// Runs it.
    func run() -> Ending {
        let source = input.map(Errand.file) ?? -1
        let (output, errors) = (wt_memory_file(), wt_memory_file())
        defer { for file in [source, output, errors] where file >= 0 { close(file) } }
        guard output >= 0, errors >= 0, input == nil || source >= 0 else {
            return Ending(failure: SystemReason.sentence(errno))
        }
        var program = Spawn(
            arguments,
            descriptors: [
                input == nil ? .null : .copy(of: source), .copy(of: output), .copy(of: errors),
            ]
                + (descriptor.map { [.copy(of: $0)] } ?? []))
        program.environment = environment
        let process: Int32
        do throws(Spawn.Refusal) {
            process = try program.start()
        } catch {
            return Ending(failure: SystemReason.sentence(error.number))
        }
        let isLate = !Errand.waitForEnd(of: process, Errand.limit)
        if isLate { kill(-process, SIGKILL) }
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
        let text = Errand.text(in: output)
        guard let failure = isLate ? "It took too long" : Errand.failure(status) else {
            return Ending(failure: nil, output: text)
        }
        let line = Errand.lastLine(of: Errand.text(in: errors)) ?? Errand.lastLine(of: text)
        return Ending(failure: failure + (line.map { ": \($0)" } ?? "."), output: text)
    }

    /// Waits until a process has ended, for so many milliseconds; whether it has.
    static func waitForEnd(of process: Int32, _ milliseconds: Int32) -> Bool {
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

    /// Writes all of a text; whether that worked.
    static func write(_ text: String, to file: Int32) -> Bool {
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

    private static func failure(_ status: Int32) -> String? {
        if status == 0 { return nil }
        return status & 0x7f == 0
            ? "It ended with \(status >> 8 & 0xff)" : "Signal \(status & 0x7f) ended it"
    }

    /// The last line of a text, safe to be shown; nil if it has none.
    static func lastLine(of text: String) -> String? {
        text.split(whereSeparator: \.isNewline).last.map { OutsideText(String($0)).forPeople }
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

    private static func text(in file: Int32) -> String {
        guard lseek(file, 0, SEEK_SET) == 0 else { return "" }
        do throws(HostError) {
            let bytes = try BoundedFile.bytes(from: file, of: "output", most: most)
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            // Too long for anything that is asked for.
            return ""
        }
    }
}
