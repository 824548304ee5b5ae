internal import CShims
internal import Evidence
internal import Glibc

/// One of the two streams that a program prints to, read without waiting.
final class OutputPipe {
    /// The end that the program gets.
    private(set) var writing: Int32
    /// What was read, as far as the limit.
    private(set) var bytes: [UInt8] = []
    /// Whether there was more.
    private(set) var isCut = false

    private var reading: Int32
    private let limit: Int
    private var buffer = [UInt8](repeating: 0, count: 16 << 10)

    init(limit: Int) throws(TunnelError) {
        self.limit = limit
        var ends: [Int32] = [-1, -1]
        guard unsafe wt_pipe(&ends) == 0 else {
            throw TunnelError(.program, subject: "pipe", reason: SystemReason.sentence(errno))
        }
        reading = ends[0]
        writing = ends[1]
    }

    deinit {
        closeWriting()
        closeReading()
    }

    /// What to wait for; nothing once all was read.
    var source: pollfd { pollfd(fd: reading, events: Int16(POLLIN), revents: 0) }

    /// Gives up the program's end, so that the stream ends when the program does.
    func closeWriting() {
        if writing >= 0 { close(writing) }
        writing = -1
    }

    /// Reads what is there now; what lies beyond the limit is dropped.
    func drain() {
        while reading >= 0 {
            var source = source
            guard unsafe poll(&source, 1, 0) > 0 else { return }
            let count = unsafe read(reading, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                closeReading()
                return
            }
            let room = max(0, limit - bytes.count)
            bytes += buffer.prefix(min(count, room))
            if count > room { isCut = true }
        }
    }

    private func closeReading() {
        if reading >= 0 { close(reading) }
        reading = -1
    }
}
