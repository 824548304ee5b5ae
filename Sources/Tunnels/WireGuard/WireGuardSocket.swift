internal import Evidence
internal import Glibc
internal import Wire

/// The socket of a WireGuard process, such as wireguard-go (wireguard.com/xplatform).
enum WireGuardSocket {
    private static let folder = "/var/run/wireguard"
    /// A thousand peers with a hundred networks each have less.
    static let longest = 4 << 20
    /// Seconds that the process may take for a part of its answer.
    private static let patience = 2

    /// The path of an interface's socket; nil for a name that would leave the folder.
    static func path(of interface: String) -> String? {
        let isName = !interface.isEmpty && !interface.contains("/") && interface.utf8.count < 64
        return isName ? "\(folder)/\(interface).sock" : nil
    }

    /// Whether there is such a socket.
    static func exists(for interface: String) -> Bool {
        path(of: interface).map { unsafe access($0, F_OK) == 0 } ?? false
    }

    /// Asks the process; its keys are overwritten before this returns.
    static func state(of interface: String) throws(TunnelError) -> WireGuardState {
        var answer = try ask(interface)
        defer { for index in answer.indices { answer[index] = 0 } }
        return try unsafe WireGuardAnswer.state(in: answer.span.bytes, of: interface)
    }

    private static func ask(_ interface: String) throws(TunnelError) -> [UInt8] {
        let descriptor = try connected(to: interface)
        defer { close(descriptor) }
        let question = Array("get=1\n\n".utf8)
        let asked = unsafe send(descriptor, question, question.count, Int32(MSG_NOSIGNAL))
        guard asked == question.count else { throw refused(interface) }
        // All room at once, so that no key stays behind in memory that was outgrown.
        var answer = [UInt8](repeating: 0, count: longest)
        var count = 0
        while count < 2 || answer[count - 1] != 10 || answer[count - 2] != 10 {
            guard count < longest else {
                throw TunnelError(.damaged, subject: interface, reason: "Its answer has no end.")
            }
            let start = count
            let got = unsafe answer.withUnsafeMutableBytes {
                let room = unsafe UnsafeMutableRawBufferPointer(rebasing: $0[start...])
                return unsafe recv(descriptor, room.baseAddress, room.count, 0)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw refused(interface) }
            count += got
        }
        answer.removeSubrange(count...)
        return answer
    }

    private static func connected(to interface: String) throws(TunnelError) -> Int32 {
        guard let path = path(of: interface) else { throw refused(interface) }
        let bytes = Array(path.utf8)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < room else { throw refused(interface) }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw refused(interface) }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(descriptor, SOL_SOCKET, option, &limit, size)
        }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, length)
            }
        }
        guard result == 0 else {
            let error = refused(interface)
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func refused(_ interface: String) -> TunnelError {
        TunnelError(
            .program, subject: interface,
            reason: "Its process does not answer: \(SystemReason.sentence(errno))")
    }
}
