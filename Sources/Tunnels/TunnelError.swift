public import Host

/// Why a tunnel could not be described or driven.
///
/// Two errors are equal when their codes are.
public struct TunnelError: Error, Equatable, Sendable {
    /// What went wrong; codes may be added.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable spelling.
        public let rawValue: String

        /// A code from its spelling.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// There is no such interface, or it is down.
        public static let interface = Code(rawValue: "tunnel.interface")
        /// The interface is not of the kind that this driver reads.
        public static let kind = Code(rawValue: "tunnel.kind")
        /// The machine could not be read.
        public static let host = Code(rawValue: "tunnel.host")
        /// A program could not be started, failed, or took too long.
        public static let program = Code(rawValue: "tunnel.program")
        /// A program, a socket or a file said something that cannot be understood.
        public static let damaged = Code(rawValue: "tunnel.damaged")
    }

    /// What went wrong.
    public let code: Code
    /// The interface, program or file that it is about.
    public let subject: String
    /// One sentence for people.
    public let reason: String

    /// An error from its parts.
    public init(_ code: Code, subject: String, reason: String) {
        self.code = code
        self.subject = subject
        self.reason = reason
    }

    /// The error of a machine that could not be read.
    public init(_ error: HostError) {
        self.init(.host, subject: error.subject, reason: error.reason)
    }

    /// Whether both have the same code.
    public static func == (left: TunnelError, right: TunnelError) -> Bool {
        left.code == right.code
    }

    /// Does what reads the machine; its error becomes one of this module.
    static func reading<Value>(
        _ body: () async throws(HostError) -> Value
    ) async throws(TunnelError) -> Value {
        do {
            return try await body()
        } catch {
            throw TunnelError(error)
        }
    }
}
