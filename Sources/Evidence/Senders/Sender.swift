public import Wire

/// Who frames came from, and how that is known. What is not known is told as such, never made up.
public struct Sender: Hashable, Sendable {
    /// How it is known.
    public var basis: Basis
    /// What the sender is to the run.
    public var role: Role
    /// The process, as far as it is known.
    public var process: Int32?
    /// What the process calls itself.
    public var name: OutsideText?
    /// The control group, as far as it is known.
    public var controlGroup: OutsideText?

    /// How a sender is known.
    public enum Basis: String, Sendable {
        /// It held the very socket that the frame left by.
        case socket
        /// There was such a socket, and it belonged to this control group.
        case controlGroup = "cgroup"
        /// The socket was never seen, and this alone was seen to send to the same port of the same
        /// address, or from the same port.
        case guess
        /// Nobody knows.
        case unknown
    }

    /// What a sender is to the run.
    public enum Role: Hashable, Sendable {
        /// A program of the machine.
        case program
        /// One of our own probes, with the number of its answer where that is known.
        case probe(Int?)
        /// A program that resolves names for others.
        case resolver
        /// A program that had a socket to such a resolver.
        case client
        /// A machine or a container behind this one, by its inner address.
        case forwarded(IPAddress)
    }

    /// A sender from its parts.
    public init(
        _ basis: Basis, _ role: Role = .program, process: Int32? = nil, name: OutsideText? = nil,
        controlGroup: OutsideText? = nil
    ) {
        self.basis = basis
        self.role = role
        self.process = process
        self.name = name
        self.controlGroup = controlGroup
    }

    /// Nobody knows who it was.
    public static let unknown = Sender(.unknown)
}
