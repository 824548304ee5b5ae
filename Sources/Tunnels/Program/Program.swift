internal import CShims
internal import Evidence
internal import Gather
internal import Glibc
public import Host

/// A program that is run in bounded time, with bounded output, without a shell.
public struct Program: Hashable, Sendable {
    /// How long a program has to end once it was told to.
    private static let patience = Duration.milliseconds(300)

    /// The program, looked for in `PATH`, and its arguments.
    public var arguments: [String]
    /// How long it may take.
    public var timeLimit: Duration = .seconds(10)
    /// Bytes that are kept of what it prints; more is dropped, and told.
    public var outputLimit = 1 << 20
    /// A descriptor of ours that it gets as its number 3; nil for none.
    public var passed: Int32?

    /// A program from its arguments.
    public init(_ arguments: [String]) { self.arguments = arguments }

    /// Runs it in a network namespace and waits for its end.
    ///
    /// What it leaves running in the background is left alone, unless it took too long: then all of
    /// its process group is ended. Throws if it could not be started.
    public func run(
        in namespace: NetworkNamespace = .own
    ) async throws(TunnelError) -> ProgramEnding {
        try await TunnelError.reading { () async throws(HostError) in
            try await namespace.run { Result { () throws(TunnelError) in try runHere() } }
        }.get()
    }

    /// The same on the calling thread.
    private func runHere() throws(TunnelError) -> ProgramEnding {
        let output = try OutputPipe(limit: outputLimit)
        let errors = try OutputPipe(limit: outputLimit)
        let process = try start(output, errors)
        output.closeWriting()
        errors.closeWriting()
        let ended = wt_process_descriptor(process)
        let refusal = errno
        defer { if ended >= 0 { close(ended) } }
        let isLate = ended < 0 || !waitForEnd(of: process, ended, output, errors)
        // Its children, if any did not listen; its number is not given away before it is fetched.
        if isLate { kill(-process, SIGKILL) }
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard ended >= 0 else {
            throw TunnelError(
                .program, subject: arguments.first ?? "", reason: SystemReason.sentence(refusal))
        }
        output.drain()
        errors.drain()
        return ProgramEnding(
            exit: isLate ? .timedOut : ProgramEnding.exit(status), output: output.bytes,
            errors: errors.bytes, isCut: output.isCut || errors.isCut)
    }

    /// Reads what the program prints until it ends; false if it took too long and was told to end.
    private func waitForEnd(
        of process: Int32, _ ended: Int32, _ output: OutputPipe, _ errors: OutputPipe
    ) -> Bool {
        let clock = ContinuousClock()
        var deadline = clock.now + timeLimit
        var isLate = false
        while true {
            let left = clock.now.duration(to: deadline)
            if left <= .zero {
                if isLate { return false }
                isLate = true
                kill(-process, SIGTERM)
                deadline = clock.now + Program.patience
                continue
            }
            var sources = [
                pollfd(fd: ended, events: Int16(POLLIN), revents: 0), output.source, errors.source,
            ]
            let milliseconds = (left / .milliseconds(1)).rounded(.up)
            unsafe poll(&sources, 3, Int32(min(milliseconds, 60_000)))
            output.drain()
            errors.drain()
            if sources[0].revents != 0 { return !isLate }
        }
    }

    private func start(_ output: OutputPipe, _ errors: OutputPipe) throws(TunnelError) -> Int32 {
        let name = arguments.first ?? ""
        // A zero byte would cut an argument in two.
        guard !name.isEmpty, !arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw TunnelError(.program, subject: name, reason: "It is no program's name.")
        }
        var descriptors: [Spawn.Descriptor] = [
            .null, .copy(of: output.writing), .copy(of: errors.writing),
        ]
        if let passed { descriptors.append(.copy(of: passed)) }
        do throws(Spawn.Refusal) {
            return try Spawn(arguments, descriptors: descriptors).start()
        } catch {
            throw TunnelError(.program, subject: name, reason: SystemReason.sentence(error.number))
        }
    }
}

extension ProgramEnding {
    /// What `waitpid` says; the low seven bits are the signal that ended the process, if one did.
    fileprivate static func exit(_ status: Int32) -> Exit {
        let signal = status & 0x7f
        return signal == 0
            ? .code(UInt8(truncatingIfNeeded: status >> 8)) : .signal(signal)
    }
}
