internal import Evidence
internal import Glibc
internal import Wire

/// A socket of one probe: what the machine refuses is a value, and every wait has an end.
struct ProbeSocket: ~Copyable {
    /// What the machine refused, by its number.
    struct Refusal: Error {
        let number: Int32
        /// Whether there was not even a socket, or none that takes this path.
        var isUnsent = false
    }

    /// Its number, as long as there is the value.
    let descriptor: Int32
    private let isIPv4: Bool

    /// Opens a socket of an address family.
    init(_ remote: IPAddress, _ type: Int32, _ number: Int32 = 0) throws(Refusal) {
        isIPv4 = remote.isIPv4
        let flags = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        descriptor = socket(isIPv4 ? AF_INET : AF_INET6, type | flags, number)
        guard descriptor >= 0 else { throw Refusal(number: errno, isUnsent: true) }
    }

    deinit { close(descriptor) }

    /// Binds it to a path.
    func take(_ path: Answer.Path) throws(Refusal) {
        let number = path.bind(descriptor)
        guard number == 0 else { throw Refusal(number: number, isUnsent: true) }
    }

    /// Connects; for a datagram socket that only fixes the other end.
    func connect(_ remote: IPAddress, _ port: UInt16, within limit: Int32) throws(Refusal) {
        if try begin(remote, port) { return }
        guard wait(for: Int16(POLLOUT), within: limit) else { throw Refusal(number: ETIMEDOUT) }
        let fault = takeFault()
        guard fault == 0 else { throw Refusal(number: fault) }
    }

    /// Begins to connect; false if that takes a while yet.
    func begin(_ remote: IPAddress, _ port: UInt16) throws(Refusal) -> Bool {
        let code = unsafe remote.withSocketAddress(port) {
            unsafe Glibc.connect(descriptor, $0, $1)
        }
        if code == 0 { return true }
        guard errno == EINPROGRESS else { throw Refusal(number: errno) }
        return false
    }

    /// The number of what went wrong since this was asked last; 0 if nothing did.
    func takeFault() -> Int32 {
        var fault: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &fault, &length)
        return fault
    }

    /// Sends all of it.
    func send(_ bytes: [UInt8]) throws(Refusal) {
        var sent = 0
        while sent < bytes.count { sent += try sendSome(bytes[sent...]) }
    }

    /// Sends what there is room for, one byte at least; how many.
    func sendSome(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> Int {
        while true {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Refusal(number: count < 0 ? errno : EIO) }
            return count
        }
    }

    /// The next bytes that come; nil if none do in time, or the connection ends.
    func receive(within limit: Int32) throws(Refusal) -> [UInt8]? {
        guard wait(for: Int16(POLLIN), within: limit) else { return nil }
        // A datagram is never longer.
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { throw Refusal(number: errno) }
        return count == 0 ? nil : Array(bytes.prefix(count))
    }

    /// What has come by now, as far as there is room: how many bytes, 0 at the end of a connection; nil if
    /// nothing has.
    func receive(into buffer: inout [UInt8]) throws(Refusal) -> Int? {
        while true {
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: return nil
            default: throw Refusal(number: errno)
            }
        }
    }

    /// The port of the host's end; 0 while nobody knows it.
    var localPort: UInt16 {
        // The port stands in the same place whichever version of IP it is.
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        return code == 0 ? UInt16(bigEndian: address.sin6_port) : 0
    }

    /// The host's end, once it is known.
    var local: (address: IPAddress, port: UInt16)? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        guard code == 0 else { return nil }
        let bytes = unsafe withUnsafeBytes(of: &storage) { unsafe Array($0) }
        let span = unsafe bytes.span.bytes
        return IPAddress(socketAddress: span).map { ($0, span.be16(2)) }
    }

    /// Waits for an event; false if it does not come in so many milliseconds.
    private func wait(for events: Int16, within limit: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        while true {
            let code = unsafe poll(&entry, 1, limit)
            if code < 0, errno == EINTR { continue }
            return code > 0
        }
    }
}
