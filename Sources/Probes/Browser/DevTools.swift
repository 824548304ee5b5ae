internal import Foundation
internal import Glibc
internal import Wire

/// The DevTools protocol over a line to a browser: JSON, one message up to a zero byte.
struct DevTools: ~Copyable {
    /// Why a browser did not do what it was asked.
    enum Failure: Error {
        /// It has closed the line.
        case ended
        /// The time was up.
        case late
        /// It said what cannot be understood.
        case garbled
        /// It refused.
        case refused(OutsideText)
    }

    /// Bytes that are taken from a browser in all: a hundred times what a gathering needs.
    private static let most = 4 << 20

    private let process: BrowserProcess
    private let deadline: ContinuousClock.Instant
    private var rest: [UInt8] = []
    private var taken = 0
    private var calls = 0

    /// A conversation with a browser that ends at a time.
    init(_ process: BrowserProcess, until deadline: ContinuousClock.Instant) {
        self.process = process
        self.deadline = deadline
    }

    /// Calls a method and waits for what it gives; what the browser says meanwhile is passed over.
    mutating func call<Result: Decodable>(
        _ method: String, _ parameters: some Encodable, in session: String? = nil
    ) throws(Failure) -> Result {
        calls += 1
        let call = Call(id: calls, method: method, params: parameters, sessionId: session)
        do {
            try DevTools.send([UInt8](try JSONEncoder().encode(call)) + [0], to: process)
        } catch {
            throw .ended
        }
        while true {
            let message = Data(try next())
            // Events have no number, and some answers are to calls that nobody waits for any more.
            guard DevTools.read(Numbered.self, message)?.id == calls else { continue }
            if let reason = DevTools.read(Refusal.self, message)?.error {
                throw .refused(OutsideText(reason.message))
            }
            guard let answer = DevTools.read(Answer<Result>.self, message) else { throw .garbled }
            return answer.result
        }
    }

    /// The next message.
    private mutating func next() throws(Failure) -> [UInt8] {
        while true {
            if let end = rest.firstIndex(of: 0) {
                let message = Array(rest[..<end])
                rest.removeFirst(end + 1)
                return message
            }
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            guard left > 0 else { throw .late }
            var entry = pollfd(fd: process.line, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&entry, 1, Int32(min(left.rounded(.up), 60_000))) > 0 else {
                continue
            }
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            let count = unsafe recv(process.line, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .ended }
            taken += count
            guard taken <= DevTools.most else { throw .garbled }
            rest += buffer.prefix(count)
        }
    }

    private static func send(_ bytes: [UInt8], to process: BrowserProcess) throws(Failure) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(process.line, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .ended }
            sent += count
        }
    }

    /// What a message says, if it says that.
    private static func read<Value: Decodable>(_ type: Value.Type, _ message: Data) -> Value? {
        do { return try JSONDecoder().decode(type, from: message) } catch { return nil }
    }

    private struct Call<Parameters: Encodable>: Encodable {
        let id: Int
        let method: String
        let params: Parameters
        let sessionId: String?
    }

    private struct Numbered: Decodable { let id: Int? }

    private struct Refusal: Decodable {
        let error: Reason
        struct Reason: Decodable { let message: String }
    }

    private struct Answer<Result: Decodable>: Decodable { let result: Result }
}
