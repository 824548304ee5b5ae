internal import CShims
internal import Glibc

/// A connection to the system's bus (D-Bus Specification), to ask and not to be asked.
final class Bus {
    /// Where systems have it, and systemd's own programs look for it.
    static let path = "/run/dbus/system_bus_socket"
    /// How long an answer is waited for, in seconds: it takes a millisecond.
    private static let patience = 1
    /// How long all of it takes at the most: some dozens of answers.
    private static let limit: Duration = .seconds(3)
    /// Messages that are read until the answer comes: a bus sends a few of its own.
    private static let mostMessages = 32

    /// What became of a call.
    enum Outcome {
        case answer(BusMessage)
        /// The error's name.
        case refused(String)
    }

    private let descriptor: Int32
    private let deadline = ContinuousClock.now + Bus.limit
    private var serial: UInt32 = 0

    /// Connects, and says who we are; nil where nobody listens.
    init?(_ path: String = Bus.path) throws(HostError) {
        guard let descriptor = try Bus.connect(path) else { return nil }
        self.descriptor = descriptor
        try send(Bus.greeting(user: geteuid()))
        var said: [UInt8] = []
        while said.last != 10 {
            guard said.count < 256, let byte = try receive(1).first else { throw Bus.damaged }
            said.append(byte)
        }
        guard said.starts(with: Array("OK ".utf8)) else {
            throw HostError(.refused, subject: "the system's bus", reason: "It does not let us in.")
        }
        try send(Array("BEGIN\r\n".utf8))
        _ = try call(
            BusCall(
                destination: "org.freedesktop.DBus", path: "/org/freedesktop/DBus",
                interface: "org.freedesktop.DBus", method: "Hello"))
    }

    deinit { close(descriptor) }

    /// Whether somebody takes connections at a path.
    static func listens(at path: String) throws(HostError) -> Bool {
        guard let descriptor = try connect(path) else { return false }
        close(descriptor)
        return true
    }

    /// Calls, and waits for what comes of it.
    func call(_ call: BusCall) throws(HostError) -> Outcome {
        serial &+= 1
        try send(call.bytes(serial: serial))
        for _ in 0..<Bus.mostMessages {
            let start = try receive(BusMessage.headerStart)
            guard let length = BusMessage.length(of: start),
                let message = BusMessage(start + (try receive(length - start.count)))
            else { throw Bus.damaged }
            guard message.answered == serial else { continue }
            switch message.kind {
            case .answer: return .answer(message)
            case .error: return .refused(message.error ?? "")
            case .call, .signal: continue
            }
        }
        throw Bus.damaged
    }

    static let damaged = HostError(
        .damaged, subject: "the system's bus", reason: "Its answer is not understood.")

    /// A zero, and our user's number in hexadecimal digits of its decimal ones (EXTERNAL).
    private static func greeting(user: UInt32) -> [UInt8] {
        let digits = String(user).utf8.map { String($0, radix: 16) }.joined()
        return [0] + Array("AUTH EXTERNAL \(digits)\r\n".utf8)
    }

    private static func connect(_ path: String) throws(HostError) -> Int32? {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw HostError(.refused, subject: path, number: errno) }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(descriptor, SOL_SOCKET, option, &limit, size)
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1))
        }
        let result = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(
                    descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result != 0 else { return descriptor }
        let number = errno
        close(descriptor)
        // Neither a file nor anybody behind it.
        guard number == ENOENT || number == ECONNREFUSED || number == ENOTDIR else {
            throw HostError(.refused, subject: path, number: number)
        }
        return nil
    }

    private func send(_ bytes: [UInt8]) throws(HostError) {
        let flags = Int32(MSG_NOSIGNAL)
        guard unsafe Glibc.send(descriptor, bytes, bytes.count, flags) == bytes.count else {
            throw HostError(.refused, subject: "the system's bus", number: errno)
        }
    }

    private func receive(_ count: Int) throws(HostError) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: count)
        while all.count < count {
            let got = unsafe recv(descriptor, &buffer, count - all.count, 0)
            if got < 0, errno == EINTR { continue }
            guard got > 0, ContinuousClock.now < deadline else {
                throw HostError(
                    .refused, subject: "the system's bus",
                    number: got == 0 ? EPIPE : got > 0 ? ETIMEDOUT : errno)
            }
            all += buffer.prefix(got)
        }
        return all
    }
}
