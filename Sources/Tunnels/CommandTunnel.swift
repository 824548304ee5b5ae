public import Host
internal import Wire

/// A tunnel that three commands drive, for every client that has no driver of its own.
public struct CommandTunnel: Sendable {
    /// Brings it up.
    public let up: Program
    /// Takes it down.
    public let down: Program
    /// Ends with 0 if it is up.
    public let status: Program
    /// What the user says of it.
    public let attached: AttachedTunnel
    /// The namespace that the commands run in.
    public let machine: Machine

    /// A tunnel from its commands and from what the user says of it.
    public init(
        up: Program, down: Program, status: Program, attached: AttachedTunnel,
        on machine: Machine = Machine()
    ) {
        self.up = up
        self.down = down
        self.status = status
        self.attached = attached
        self.machine = machine
    }

    /// Brings it up; throws if the command fails or takes too long.
    public func connect() async throws(TunnelError) {
        try await run(up)
    }

    /// Takes it down; throws if the command fails or takes too long.
    public func disconnect() async throws(TunnelError) {
        try await run(down)
    }

    /// Whether the status command says that it is up; throws if it takes too long or a signal ends
    /// it, because then it did not say anything.
    public func isUp() async throws(TunnelError) -> Bool {
        let ending = try await status.run(in: machine.namespace)
        guard case .code(let code) = ending.exit else { throw failure(status, ending) }
        return code == 0
    }

    /// What the user said, once the interfaces are up.
    public func describe() async throws(TunnelError) -> TunnelDescription {
        try await attached.describe(on: machine)
    }

    private func run(_ program: Program) async throws(TunnelError) {
        let ending = try await program.run(in: machine.namespace)
        guard ending.isSuccess else { throw failure(program, ending) }
    }

    private func failure(_ program: Program, _ ending: ProgramEnding) -> TunnelError {
        TunnelError(
            .program, subject: program.arguments.first ?? "",
            reason: "\(ending.exit.sentence) \(ending.firstLine.forTerminal)")
    }
}
