internal import CShims
internal import Glibc
internal import Synchronization

/// The namespaces that a run takes place in: our own, or those of a name or a process.
///
/// Whatever is run inside has its own thread; threads and programs that are started there stay
/// inside. This process as such never moves, so paths mean outside what they meant before.
public final class Enclosure: Sendable {
    /// What a name says.
    private enum Way {
        case own
        /// As `ip netns exec`: the network, and files that are put over those in `/etc`.
        case named([(file: String, place: String)])
        /// The network and the mounts of a process.
        case process(mounts: Int32)
    }

    /// What the resolver of the C library reads, and `ip netns exec` puts in its place (ip-netns(8)).
    private static let files = ["resolv.conf", "nsswitch.conf", "hosts"]
    /// Where `ip netns` pins namespaces.
    private static let pins = "/run/netns"

    private let way: Way
    private let descriptor: Int32

    /// Our own namespaces.
    public static let own = Enclosure()

    private init() {
        way = .own
        descriptor = -1
    }

    /// The namespaces of a name of `ip netns`, of a process by its number, or of `/proc/PID/ns`.
    ///
    /// A process's mounts are entered too, so that `/etc/resolv.conf` is what it is to that process.
    public init(_ name: String) throws(HostError) {
        if let pid = Enclosure.process(name) {
            descriptor = try Enclosure.open("/proc/\(pid)/ns/net", name)
            do throws(HostError) {
                way = .process(mounts: try Enclosure.open("/proc/\(pid)/ns/mnt", name))
            } catch {
                close(descriptor)
                throw error
            }
        } else {
            guard Enclosure.isName(name) else {
                throw HostError(
                    .namespace, subject: name,
                    reason: "It is no name of ip netns, no number, and not like /proc/PID/ns.")
            }
            descriptor = try Enclosure.open("\(Enclosure.pins)/\(name)", name)
            way = .named(
                Enclosure.files.map { ("/etc/netns/\(name)/\($0)", "/etc/\($0)") }
                    .filter { unsafe access($0.0, F_OK) == 0 })
        }
    }

    deinit {
        if case .process(let mounts) = way { close(mounts) }
        if descriptor >= 0 { close(descriptor) }
    }

    /// The names that `ip netns` knows.
    public static var names: [String] { (Folder.namesIfAny(of: pins) ?? []).sorted() }

    /// The network namespace, to look into from wherever one is.
    public var network: NetworkNamespace {
        descriptor < 0 ? .own : NetworkNamespace(descriptor: descriptor)
    }

    /// Runs `body` inside, in the folder behind a descriptor if one is given, and waits for its end.
    ///
    /// The folder may be one that has no path inside. Work that goes to Swift's own threads stays
    /// inside only if none of them was started before; so nothing may be awaited outside.
    public func run<Value: Sendable>(
        in folder: Int32? = nil, _ body: @escaping @Sendable () -> Value
    ) throws(HostError) -> Value {
        let outcome = Mutex<Result<Value, HostError>?>(nil)
        let box = Box(outcome)
        let refusal = OwnThread.run { [self] in
            let value = Result { () throws(HostError) in
                try enter(folder)
                return body()
            }
            box.outcome.withLock { $0 = value }
        }
        if let refusal { throw HostError(.refused, subject: "thread", number: refusal) }
        guard let value = box.outcome.withLock({ $0 }) else {
            throw HostError(.refused, subject: "thread", reason: "It ended without a word.")
        }
        return try value.get()
    }

    /// Moves the calling thread inside.
    private func enter(_ folder: Int32?) throws(HostError) {
        func demand(_ result: Int32, _ subject: String) throws(HostError) {
            guard result == 0 else { throw HostError(.namespace, subject: subject, number: errno) }
        }
        try demand(wt_own_folder(), "folder")
        if descriptor >= 0 { try demand(wt_enter_network(descriptor), "network namespace") }
        switch way {
        case .own: break
        case .process(let mounts): try demand(wt_enter_mounts(mounts), "mount namespace")
        case .named(let files):
            guard !files.isEmpty else { break }
            try demand(wt_own_mounts(), "mount namespace")
            for (file, place) in files { try demand(unsafe wt_bind(file, place), place) }
        }
        if let folder { try demand(fchdir(folder), "folder") }
    }

    /// What two threads hand over.
    private final class Box<Value: Sendable>: Sendable {
        let outcome: Mutex<Result<Value, HostError>?>
        init(_ outcome: consuming Mutex<Result<Value, HostError>?>) { self.outcome = outcome }
    }
}

extension Enclosure {
    /// The number of a process, from `PID` or `/proc/PID/ns`; nil if the text is neither, or is a
    /// name of `ip netns`.
    private static func process(_ text: String) -> Int32? {
        var digits = Substring(text)
        if text.hasPrefix("/proc/") {
            digits = digits.dropFirst("/proc/".count)
            while digits.last == "/" { digits.removeLast() }
            guard digits.hasSuffix("/ns") else { return nil }
            digits = digits.dropLast("/ns".count)
        } else if isName(text), unsafe access("\(pins)/\(text)", F_OK) == 0 {
            return nil
        }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ 48...57 ~= $0 }) else { return nil }
        return Int32(digits).flatMap { $0 > 0 ? $0 : nil }
    }

    /// Whether it can be a name: nothing that leads to another folder.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text != "." && text != ".." && text.utf8.count < 256
            && !text.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }

    private static func open(_ path: String, _ name: String) throws(HostError) -> Int32 {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HostError(.namespace, subject: name, number: errno) }
        return descriptor
    }
}
