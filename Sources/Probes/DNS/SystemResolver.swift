internal import Foundation
internal import Glibc
public import Wire

/// Asks the system's own resolver, as any program does (getaddrinfo).
public struct SystemResolver: Sendable {
    /// What became of a look-up.
    public enum Outcome: Hashable, Sendable {
        /// The name has these addresses.
        case found([IPAddress])
        /// There is no such name, or it has no address of the family.
        case none
        /// The resolver failed, by this number of getaddrinfo's.
        case failed(Int32)
        /// No answer came in time.
        case silent
    }

    /// A resolver.
    public init() {}

    /// Looks up the addresses of a name, within so many milliseconds.
    ///
    /// getaddrinfo cannot be interrupted. Where it takes longer, it goes on alone, in a thread of its
    /// own, until the system's own limits end it.
    /// - Parameters:
    ///   - name: The name; with a final dot no search domain is tried.
    ///   - isIPv4: The family; nil for both.
    ///   - limit: How long an answer is waited for.
    public func addresses(
        of name: String, isIPv4: Bool? = nil, within limit: Int
    ) -> Outcome {
        let box = Box()
        let done = DispatchSemaphore(value: 0)
        Thread {
            box.set(SystemResolver.ask(name, isIPv4))
            done.signal()
        }.start()
        guard done.wait(timeout: .now() + .milliseconds(max(0, limit))) == .success else {
            return .silent
        }
        return box.outcome ?? .silent
    }

    private static func ask(_ name: String, _ isIPv4: Bool?) -> Outcome {
        var found: [IPAddress] = []
        let code = look(up: name, isIPv4, &found)
        guard code == 0 else {
            return code == EAI_NONAME || code == noAddress ? .none : .failed(code)
        }
        return .found(found)
    }

    /// EAI_NODATA, which glibc keeps for those who ask for it by name: the name is there, and has no
    /// address of the family.
    static let noAddress: Int32 = -5

    /// Looks a name up on the calling thread; getaddrinfo's number, 0 if it was found.
    static func look(up name: String, _ isIPv4: Bool?, _ found: inout [IPAddress]) -> Int32 {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = isIPv4.map { $0 ? AF_INET : AF_INET6 } ?? AF_UNSPEC
        // One entry for each address, not one for each kind of socket.
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(name, nil, &hints, &list)
        guard code == 0 else { return code }
        defer { unsafe freeaddrinfo(list) }
        var next = unsafe list
        while let entry = unsafe next?.pointee, found.count < mostAddresses {
            if let start = unsafe entry.ai_addr {
                let bytes = unsafe [UInt8](
                    UnsafeRawBufferPointer(start: start, count: Int(entry.ai_addrlen)))
                if let address = unsafe IPAddress(socketAddress: bytes.span.bytes),
                    !found.contains(address)
                {
                    found.append(address)
                }
            }
            unsafe next = entry.ai_next
        }
        return 0
    }

    /// Most addresses that are kept of a name.
    private static let mostAddresses = 16

    /// What two threads hand over.
    private final class Box: @unchecked Sendable {
        private var stored: Outcome?
        private let lock = NSLock()

        var outcome: Outcome? { lock.withLock { stored } }
        func set(_ outcome: Outcome) { lock.withLock { stored = outcome } }
    }
}
