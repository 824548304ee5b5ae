internal import CCurl
internal import Evidence
internal import Glibc
internal import Wire

/// A connection with TLS on which a protocol of its own is spoken. libcurl makes it, so that the way
/// out and the check of the certificate are those of every request.
struct TLSStream: ~Copyable {
    private let handle: CurlHandle
    private let transfer: Transfer

    /// Connects and shakes hands.
    init(_ question: WebQuestion, within clock: Countdown) throws(WebFault) {
        var pins = CurlList()
        let transfer = Transfer(question.path)
        let handle = try CurlHandle()
        try handle.prepare(question, transfer, &pins, within: Int(clock.left))
        try handle.set(CURLOPT_CONNECT_ONLY, 1)
        // What is spoken is not HTTP.
        try handle.set(CURLOPT_SSL_ENABLE_ALPN, 0)
        let code = withExtendedLifetime(transfer) { handle.perform() }
        guard code == CURLE_OK else { throw handle.fault(code, transfer) }
        self.handle = handle
        self.transfer = transfer
    }

    /// The host's address and port.
    var ends: (IPAddress?, UInt16?) {
        (
            handle.address(CURLINFO_LOCAL_IP), UInt16(exactly: handle.number(CURLINFO_LOCAL_PORT))
        )
    }

    /// Sends all of it.
    func send(_ bytes: [UInt8], within clock: Countdown) throws(WebFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if let count = try handle.send(rest) {
                rest = rest.dropFirst(count)
            } else {
                try wait(for: Int16(POLLOUT), clock)
            }
        }
    }

    /// The next bytes that come; none at the end of the connection.
    func receive(within clock: Countdown) throws(WebFault) -> [UInt8] {
        while true {
            if let bytes = try handle.receive() { return bytes }
            try wait(for: Int16(POLLIN), clock)
        }
    }

    private func wait(for events: Int16, _ clock: Countdown) throws(WebFault) {
        var entry = pollfd(fd: handle.socket, events: events, revents: 0)
        while true {
            let code = unsafe poll(&entry, 1, clock.left)
            if code < 0, errno == EINTR { continue }
            guard code > 0 else { throw .silent }
            return
        }
    }
}
