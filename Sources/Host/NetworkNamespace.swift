internal import CShims
internal import Glibc

/// A network namespace to look into: our own, or one given by a descriptor.
public struct NetworkNamespace: Sendable {
    /// The one that this process is in.
    public static let own = NetworkNamespace(nil)

    private let descriptor: Int32?

    /// The namespace behind a descriptor of `/run/netns/NAME` or `/proc/PID/ns/net`, which must stay
    /// open as long as this value is used.
    public init(descriptor: Int32) { self.init(descriptor) }

    private init(_ descriptor: Int32?) { self.descriptor = descriptor }

    /// Runs `body` inside the namespace, on a thread of its own that ends with it, so that a call
    /// that blocks holds nobody up.
    ///
    /// Sockets opened there, and programs started there, stay in the namespace. Mounts, and with them
    /// `/etc/resolv.conf`, are those of this process.
    public func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(HostError) -> Value
    ) async throws(HostError) -> Value {
        let descriptor = descriptor
        return try await withCheckedContinuation {
            (done: CheckedContinuation<Result<Value, HostError>, Never>) in
            let refusal = OwnThread.start {
                done.resume(
                    returning: Result { () throws(HostError) in
                        if let descriptor, wt_enter_network(descriptor) != 0 {
                            throw HostError(
                                .namespace, subject: "network namespace", number: errno)
                        }
                        return try body()
                    })
            }
            if let refusal {
                done.resume(
                    returning: .failure(HostError(.refused, subject: "thread", number: refusal)))
            }
        }.get()
    }
}
