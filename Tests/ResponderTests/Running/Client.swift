internal import Glibc
internal import Responder
internal import Wire

/// A connected socket of the operating system: no code is shared with what is tested.
final class Client {
    /// Why a socket fails.
    struct Fault: Error { let text: String }

    /// What a socket carries.
    enum Kind {
        case datagram
        case stream

        fileprivate var number: Int32 {
            Int32((self == .datagram ? SOCK_DGRAM : SOCK_STREAM).rawValue)
        }
    }

    private let descriptor: Int32

    /// Connects to an endpoint, from the address 127.0.0.1 or another of its network.
    init(_ kind: Kind, to endpoint: Endpoint, from source: IPAddress? = nil) throws {
        let family = endpoint.address.isIPv4 ? AF_INET : AF_INET6
        descriptor = socket(family, kind.number | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Fault(text: "socket: \(errno)") }
        // What hangs must fail: no answer takes this long.
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience,
            socklen_t(MemoryLayout<timeval>.size))
        if let source {
            let bound = unsafe Client.withAddress(Endpoint(source, port: 0)) {
                unsafe bind(descriptor, $0, $1)
            }
            guard bound == 0 else { throw Fault(text: "bind: \(errno)") }
        }
        let connected = unsafe Client.withAddress(endpoint) {
            unsafe connect(descriptor, $0, $1)
        }
        guard connected == 0 else {
            throw Fault(text: "connect: \(errno)")
        }
    }

    deinit { close(descriptor) }

    /// Whether this machine has the address ::1.
    static var hasIPv6: Bool {
        let descriptor = socket(AF_INET6, Kind.datagram.number, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let loopback = Endpoint(IPAddress(high: 0, low: 1), port: 0)
        return unsafe withAddress(loopback) { unsafe bind(descriptor, $0, $1) } == 0
    }

    /// The port on our side.
    var port: UInt16 {
        var bytes = [UInt8](repeating: 0, count: 28)
        var length = socklen_t(bytes.count)
        _ = unsafe bytes.withUnsafeMutableBytes {
            unsafe getsockname(
                descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
        }
        return UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        repeat {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count >= 0 else { throw Fault(text: "send: \(errno)") }
            rest = rest.dropFirst(count)
        } while !rest.isEmpty
    }

    /// One datagram, or what a connection brings next; empty at the end of a connection.
    func receive() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == ECONNRESET { return [] }
        guard count >= 0 else { throw Fault(text: "recv: \(errno)") }
        return Array(buffer.prefix(count))
    }

    /// Receives until a condition holds or the connection ends.
    func receive(until isWhole: ([UInt8]) -> Bool) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while !isWhole(bytes) {
            let part = try receive()
            if part.isEmpty { break }
            bytes += part
        }
        return bytes
    }

    /// One datagram there, one back.
    func ask(_ bytes: [UInt8]) throws -> [UInt8] {
        try send(bytes)
        return try receive()
    }

    private static func withAddress(
        _ endpoint: Endpoint, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        let address = endpoint.address
        let port = FrameBuilder.bytes(endpoint.port)
        let family = FrameBuilder.bytes(
            UInt16(address.isIPv4 ? AF_INET : AF_INET6).byteSwapped)
        let bytes =
            address.isIPv4
            ? family + port + FrameBuilder.bytes(address.v4) + [UInt8](repeating: 0, count: 8)
            : family + port + [0, 0, 0, 0] + FrameBuilder.bytes(address.high)
                + FrameBuilder.bytes(address.low) + [0, 0, 0, 0]
        return unsafe bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return -1 }
            return unsafe body(
                start.assumingMemoryBound(to: sockaddr.self), socklen_t(buffer.count))
        }
    }
}
