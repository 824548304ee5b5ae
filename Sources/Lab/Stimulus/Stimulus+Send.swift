internal import Gather
internal import Glibc

extension Stimulus {
    /// Time between two packets, in microseconds: ten in a second, as an audit of a few needs.
    private static let pause: UInt32 = 100_000
    /// How many are sent at most: an hour of them, so that nothing runs for ever.
    private static let most = 36_000

    /// Sends until it is ended, or for an hour. What the system refuses is tried again.
    ///
    /// Each socket is held until the next one is made, as programs hold theirs.
    public func send() {
        if case .once = kind {
            if let descriptor = datagram(0) { close(descriptor) }
            return
        }
        if case .flood(_, let bytes) = kind { return flood(bytes) }
        for count in 0..<Stimulus.most {
            var descriptor: Int32?
            switch kind {
            case .lookUp: lookUp(count)
            case .tcp: descriptor = connect()
            default: descriptor = datagram(count)
            }
            usleep(Stimulus.pause)
            if let descriptor { close(descriptor) }
        }
    }

    private func lookUp(_ count: Int) {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_INET
        var found: UnsafeMutablePointer<addrinfo>?
        let name = "s\(getpid())-\(count).leak.test"
        guard unsafe getaddrinfo(name, nil, &hints, &found) == 0 else { return }
        unsafe freeaddrinfo(found)
    }

    private func connect() -> Int32? {
        guard let (address, descriptor) = socket(SOCK_STREAM.rawValue, 0) else { return nil }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = unsafe address.use { unsafe Glibc.connect(descriptor, $0, $1) }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&waiting, 1, 200)
        return descriptor
    }

    private func datagram(_ count: Int) -> Int32? {
        let isRaw: Int32? = if case .raw(let number) = kind { Int32(number) } else { nil }
        let type = isRaw == nil ? SOCK_DGRAM.rawValue : SOCK_RAW.rawValue
        guard let (address, descriptor) = socket(type, isRaw ?? 0) else { return nil }
        let bytes = payload(count)
        unsafe address.use { target, length in
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe sendto(descriptor, bytes.baseAddress, bytes.count, 0, target, length)
            }
        }
        guard isAnswered else { return descriptor }
        // An answer to a socket that is gone would be answered by an ICMP error.
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&waiting, 1, 200)
        return descriptor
    }

    /// Whether the lab has somebody who answers it.
    private var isAnswered: Bool { kind == .stun || kind == .designated }

    /// A gigabit of frames in each second, for a quarter of a minute: a machine must not be kept busy
    /// longer by what nobody has ended.
    private func flood(_ bytes: Int) {
        guard let (address, descriptor) = socket(SOCK_DGRAM.rawValue, 0) else { return }
        defer { close(descriptor) }
        guard unsafe address.use({ unsafe Glibc.connect(descriptor, $0, $1) }) == 0 else { return }
        let payload = [UInt8](repeating: 0x5a, count: bytes)
        let clock = Stopwatch()
        // With Ethernet's, IP's and UDP's headers a bit takes a nanosecond.
        let pace = UInt64(bytes + 42) * 8
        var sent: UInt64 = 0
        while clock.nanoseconds < 15_000_000_000 {
            // As many at a time as keep the clock from being the slowest part.
            for _ in 0..<64 { _ = unsafe Glibc.send(descriptor, payload, payload.count, 0) }
            sent += 64
            let due = sent * pace
            let now = clock.nanoseconds
            if due > now { usleep(UInt32(clamping: (due - now) / 1000)) }
        }
    }

    private func payload(_ count: Int) -> [UInt8] {
        switch kind {
        case .udp(_, let bytes), .once(_, let bytes):
            return Array(repeating: UInt8(truncatingIfNeeded: count), count: bytes)
        case .stun:
            // A binding request without attributes (RFC 8489, section 5).
            let cookie: [UInt8] = [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]
            return cookie + (0..<12).map { UInt8(truncatingIfNeeded: count &* 31 &+ $0) }
        case .ntp:
            // A client's packet of version 4 (RFC 5905, section 7.3).
            return [0x23] + [UInt8](repeating: 0, count: 47)
        case .mdns:
            // One question for pointers of _workstation._tcp.local (RFC 6762).
            return Stimulus.question(["_workstation", "_tcp", "local"], type: 12)
        case .designated:
            return Stimulus.question(["_dns", "resolver", "arpa"], type: 64, isRecursive: true)
        case .raw(41):
            // An IPv6 header without anything behind it.
            var header = [UInt8](repeating: 0, count: 40)
            header[0] = 0x60
            header[6] = 59
            header[7] = 64
            // From 6to4 (RFC 3056) to the documentation's range.
            header.replaceSubrange(8..<12, with: [0x20, 0x02, 192, 168])
            header.replaceSubrange(24..<28, with: [0x20, 0x01, 0x0d, 0xb8])
            return header
        case .raw(47):
            // GRE without options, which carries IPv4 (RFC 2784).
            return [0, 0, 8, 0] + [UInt8](repeating: 0, count: 20)
        default:
            return [UInt8](repeating: 0, count: 32)
        }
    }

    /// A DNS message with one question (RFC 1035, section 4.1).
    private static func question(
        _ labels: [String], type: UInt8, isRecursive: Bool = false
    ) -> [UInt8] {
        let name = labels.flatMap { [UInt8(truncatingIfNeeded: $0.utf8.count)] + Array($0.utf8) }
        return [0, 0, isRecursive ? 1 : 0, 0, 0, 1, 0, 0, 0, 0, 0, 0] + name + [0, 0, type, 0, 1]
    }

    private var port: UInt16 {
        switch kind {
        case .udp(let port, _), .once(let port, _), .flood(let port, _), .tcp(let port): port
        case .stun: 3478
        case .ntp: 123
        case .mdns: 5353
        case .designated: 53
        default: 0
        }
    }

    /// A socket that is bound as it shall be, and where it sends to.
    private func socket(_ type: UInt32, _ number: Int32) -> (SocketAddress, Int32)? {
        guard
            let address = SocketAddress(target, port: port)
                ?? SocketAddress(name: target, port: port)
        else { return nil }
        let descriptor = Glibc.socket(
            address.family, Int32(type) | Int32(SOCK_CLOEXEC.rawValue), number)
        guard descriptor >= 0 else { return nil }
        if let device {
            let name = Array(device.utf8)
            unsafe setsockopt(
                descriptor, SOL_SOCKET, SO_BINDTODEVICE, name, socklen_t(name.count))
        }
        if var mark {
            let size = socklen_t(MemoryLayout<UInt32>.size)
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_MARK, &mark, size)
        }
        // Who asks from another port is answered alone (RFC 6762, section 6.7).
        let sourcePort: UInt16 = kind == .mdns ? 5353 : 0
        if let source = source.flatMap({ SocketAddress($0, port: sourcePort) }) {
            unsafe source.use { unsafe bind(descriptor, $0, $1) }
        }
        return (address, descriptor)
    }
}
