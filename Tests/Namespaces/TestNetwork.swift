internal import Glibc
public import Host
internal import Synchronization

/// A network namespace of one test, without a way out; it is gone with the value and with the test
/// process, however that ends.
public final class TestNetwork: Sendable {
    /// The namespace.
    public let namespace: NetworkNamespace
    /// What `ip … netns` takes for it.
    public let path: String

    private let descriptor: Int32
    /// Pairs of interfaces go with either namespace, so whoever is joined must stay.
    private let joined = Mutex<[TestNetwork]>([])

    /// Whether there can be one; prints why not.
    public static let isPossible: Bool = {
        do {
            _ = try Tool.run(["unshare", "--net", "true"])
            return true
        } catch {
            print("tests that need network namespaces are skipped, as there are none: \(error)")
            return false
        }
    }()

    /// Makes a namespace whose loopback is up.
    public init() async throws {
        let descriptor = try await NetworkNamespace.own.run { () throws(HostError) in
            // The header that declares it asks for a macro that would break others.
            let symbol = unsafe dlsym(nil, "unshare")
            let unshare = unsafe unsafeBitCast(
                symbol, to: (@convention(c) (Int32) -> Int32).self)
            // CLONE_NEWNET.
            guard unshare(0x4000_0000) == 0 else {
                throw HostError(.namespace, subject: "unshare", reason: "\(errno)")
            }
            return unsafe open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
        }
        self.descriptor = descriptor
        namespace = NetworkNamespace(descriptor: descriptor)
        path = "/proc/\(getpid())/fd/\(descriptor)"
        try await run("ip link set lo up")
    }

    deinit { close(descriptor) }

    /// What the machine looks like inside.
    public var machine: Machine { Machine(namespace) }

    /// Runs a program inside, given as words between blanks; throws if it fails.
    @discardableResult public func run(_ words: String, input: String = "") async throws -> String {
        try await run(words.split(separator: " ").map(String.init), input: input)
    }

    /// Runs a program inside; throws if it fails.
    @discardableResult public func run(
        _ arguments: [String], input: String = ""
    ) async throws -> String {
        let result = try await namespace.run { () throws(HostError) in
            Result { try Tool.run(arguments, input: input) }
        }
        return try result.get()
    }

    /// Runs programs inside, one a line.
    public func run(lines: String) async throws {
        for line in lines.split(separator: "\n") where !line.isEmpty { try await run(String(line)) }
    }

    /// Joins this namespace and another by a pair of interfaces that are up.
    public func join(_ name: String, to other: TestNetwork, _ peer: String) async throws {
        try await run("ip link add \(name) type veth peer name \(peer) netns \(other.path)")
        joined.withLock { $0.append(other) }
        // No addresses that come by themselves, a moment later.
        try await run("ip link set \(name) addrgenmode none up")
        try await other.run("ip link set \(peer) addrgenmode none up")
    }
}
