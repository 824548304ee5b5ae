internal import NIOCore
internal import NIOPosix
public import Wire

/// A responder that answers until it is stopped.
///
/// One event loop does all the work, so nothing is shared between threads: an audit asks a few
/// thousand times, and a single core answers tens of thousands in a second.
public final class RunningResponder: Sendable {
    /// A socket that the responder listens on.
    public struct Socket: Sendable, CustomStringConvertible {
        /// What is served there.
        public let service: Service
        /// Where it is bound, with the port that the system chose for port 0.
        public let endpoint: Endpoint

        /// Service and endpoint, such as `dns/udp=203.0.113.53:53`.
        public var description: String { "\(service.rawValue)=\(endpoint)" }
    }

    /// What was not answered since the start.
    public struct Refused: Sendable {
        /// Messages that are not what the service takes.
        public let messages: UInt64
        /// Answers beyond the rate.
        public let answers: UInt64
        /// Connections beyond the bound.
        public let connections: UInt64
        /// Runs that were dropped to make room.
        public let runs: Int
    }

    /// The sockets, in the order of the services.
    public let sockets: [Socket]
    /// The key that verifies what the responder signs.
    public let publicKey: Ed25519PublicKey

    private let group: MultiThreadedEventLoopGroup
    private let state: NIOLoopBound<ResponderState>

    /// Binds every socket of a configuration and begins to answer.
    ///
    /// Throws if the configuration makes no sense or a socket cannot be bound; then nothing runs.
    public init(_ configuration: ResponderConfiguration, key: Ed25519Key) throws {
        publicKey = key.publicKey
        let listener = try Listener(configuration, key)
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let listening = try listener.listen(on: group.next())
            sockets = listening.sockets
            state = listening.state
        } catch {
            try group.syncShutdownGracefully()
            throw error
        }
    }

    /// What was not answered so far.
    public func refused() throws -> Refused {
        let state = self.state
        return try group.next().submit {
            let state = state.value
            return Refused(
                messages: state.unanswered, answers: state.limiter.refused,
                connections: state.connections.refused, runs: state.runs.droppedRuns)
        }.wait()
    }

    /// Closes all sockets and connections and ends the event loop.
    public func stop() throws { try group.syncShutdownGracefully() }
}
