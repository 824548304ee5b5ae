internal import Foundation
internal import Glibc
internal import Wire

/// A peer on the loopback that says what a test wants, whatever it is asked, to who comes first.
final class Peer: @unchecked Sendable {
    /// Why a socket fails.
    struct Fault: Error { let number: Int32 }

    /// A step of what it does: it reads until a condition holds, and then says something.
    struct Step: Sendable {
        let until: @Sendable ([UInt8]) -> Bool
        let say: [UInt8]

        init(after count: Int, say: [UInt8]) {
            until = { $0.count >= count }
            self.say = say
        }

        /// Waits for the blank line that ends the head of a request.
        init(afterHead say: String) {
            until = { $0.suffix(4) == [13, 10, 13, 10] }
            self.say = Array(say.utf8)
        }
    }

    let port: UInt16
    private let listener: Int32
    private let done = DispatchSemaphore(value: 0)
    private var words: [[UInt8]] = []
    private var reset = false

    /// Listens; it closes the connection behind the last step, or keeps it open until it is gone.
    init(_ steps: [Step], isPatient: Bool = false) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var bytes: [UInt8] =
            [UInt8(AF_INET), 0, 0, 0, 127, 0, 0, 1] + [UInt8](repeating: 0, count: 8)
        var length = socklen_t(bytes.count)
        let code = unsafe bytes.withUnsafeMutableBytes { raw -> Int32 in
            guard let start = raw.baseAddress else { return -1 }
            let address = unsafe start.assumingMemoryBound(to: sockaddr.self)
            guard unsafe bind(listener, address, length) == 0, listen(listener, 4) == 0 else {
                return -1
            }
            return unsafe getsockname(listener, address, &length)
        }
        guard code == 0 else { throw Fault(number: errno) }
        port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        self.listener = listener
        Thread { [self] in
            serve(steps, isPatient)
            done.signal()
        }.start()
    }

    deinit { close(listener) }

    /// What it heard before each of its steps, once it is through.
    var heard: [[UInt8]] {
        done.wait()
        done.signal()
        return words
    }

    /// Whether the other end broke the connection off, once it is through; asked of a patient peer.
    var wasReset: Bool {
        done.wait()
        done.signal()
        return reset
    }

    private func serve(_ steps: [Step], _ isPatient: Bool) {
        let peer = accept(listener, nil, nil)
        guard peer >= 0 else { return }
        // What hangs must fail: nothing takes this long.
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(
            peer, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        for step in steps {
            var heard: [UInt8] = []
            while !step.until(heard) {
                guard let part = Peer.receive(peer) else { break }
                heard += part
            }
            words.append(heard)
            var rest = step.say[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes {
                    unsafe send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { break }
                rest = rest.dropFirst(count)
            }
        }
        if isPatient {
            while Peer.receive(peer) != nil {}
            reset = errno == ECONNRESET
        }
        close(peer)
    }

    private static func receive(_ peer: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        errno = 0
        let count = unsafe recv(peer, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }
}
