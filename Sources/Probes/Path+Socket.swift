internal import Evidence
internal import Glibc
internal import Wire

extension Answer.Path {
    /// Binds a socket to the path before it is connected; 0, or the error's number.
    func bind(_ descriptor: Int32) -> Int32 {
        if self != .routed { Self.endAtOnce(descriptor) }
        switch self {
        // Who forwards is found by the routes of the namespace that the thread is in.
        case .routed, .forwarded: return 0
        case .proxy: return EOPNOTSUPP
        case .marked(var mark):
            let code = unsafe setsockopt(
                descriptor, SOL_SOCKET, SO_MARK, &mark, socklen_t(MemoryLayout<UInt32>.size))
            return code == 0 ? 0 : errno
        case .interface(let name):
            let bytes = Array(name.utf8)
            let code = unsafe setsockopt(
                descriptor, SOL_SOCKET, SO_BINDTODEVICE, bytes, socklen_t(bytes.count))
            return code == 0 ? 0 : errno
        case .address(let address):
            let code = unsafe address.withSocketAddress(0) {
                unsafe Glibc.bind(descriptor, $0, $1)
            }
            return code == 0 ? 0 : errno
        }
    }

    /// Has a connection end with a reset. A goodbye that a firewall holds is sent again for up to minutes
    /// (RFC 9293, 3.8.1), and would be a packet beside the tunnel in a later stage.
    private static func endAtOnce(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<linger>.size)
        // The kernel refuses this to no socket.
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, size)
    }
}

extension IPAddress {
    /// Calls `body` with the address and a port as the system's calls take them.
    func withSocketAddress(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var bytes: [UInt8]
        // struct sockaddr_in and sockaddr_in6: the family in the host's order, the rest in the net's.
        if isIPv4 {
            bytes = [UInt8(AF_INET), 0] + FrameBuilder.bytes(port) + FrameBuilder.bytes(v4)
            bytes += [UInt8](repeating: 0, count: 8)
        } else {
            bytes =
                [UInt8(AF_INET6), 0] + FrameBuilder.bytes(port) + [0, 0, 0, 0]
                + FrameBuilder.bytes(high) + FrameBuilder.bytes(low) + [0, 0, 0, 0]
        }
        return unsafe bytes.withUnsafeBytes { raw in
            guard let start = raw.baseAddress else { return -1 }
            return unsafe body(
                start.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count))
        }
    }

    /// The address in what the system's calls give; nil for another family or cut bytes.
    init?(socketAddress bytes: RawSpan) {
        guard bytes.byteCount >= 8 else { return nil }
        // The family stands in the host's order, in two bytes, of which all that matter fit in one.
        switch Int32(max(bytes.u8(0), bytes.u8(1))) {
        case AF_INET: self.init(v4: bytes.be32(4))
        case AF_INET6 where bytes.byteCount >= 24:
            self.init(high: bytes.be64(8), low: bytes.be64(16))
        default: return nil
        }
    }
}
