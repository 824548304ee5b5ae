internal import Evidence
internal import Gather
internal import Glibc
internal import Wire

/// A flow that is opened once and never again, and carries one canary after the other.
///
/// One thread has it at a time: that which opens it, and then the sender.
final class LastingFlow: @unchecked Sendable {
    /// Longer than any line that answers.
    private static let mostUnread = 4_096
    /// Most arrivals that are taken at a time: whoever floods us holds nobody up, and what is left is taken
    /// with the next canary.
    private static let mostArrivals = 64

    /// The index of its cell.
    let cell: Int
    /// Where its canaries are logged, once they are.
    var log: CellLog?
    /// Whether anything was ever answered.
    private(set) var isAnswered = false
    /// Whether it is still on its way to the other end.
    private(set) var isConnecting = false

    private let socket: ProbeSocket
    private let isStream: Bool
    private let port: UInt16
    /// The number of what ended it; 0 while nothing did.
    private var fault: Int32 = 0
    /// Whether the other end has said its last.
    private var isAtEnd = false
    /// What the kernel had no room for, of a canary that it took in part.
    private var rest: ArraySlice<UInt8> = []
    private var unread: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: mostUnread)
    private var last = 0
    private let clock = Stopwatch()
    /// When the first canary was sent behind the last answer, by the clock; nil if none was.
    private var silentFrom: UInt64?

    /// Begins to open the flow of a cell; throws if there is not even a socket.
    init(_ index: Int, _ cell: TrafficCell) throws(ProbeSocket.Refusal) {
        self.cell = index
        isStream = cell.carrier == .tcp
        let socket = try ProbeSocket(
            cell.remote, Int32((isStream ? SOCK_STREAM : SOCK_DGRAM).rawValue))
        if isStream { socket.prepareStream() }
        do throws(ProbeSocket.Refusal) {
            isConnecting = try !socket.begin(cell.remote, cell.remotePort)
        } catch {
            fault = error.number
        }
        port = socket.localPort
        self.socket = socket
    }

    /// What is waited for.
    var entry: pollfd {
        pollfd(
            fd: socket.descriptor, events: Int16(isConnecting ? POLLOUT : POLLIN), revents: 0)
    }

    /// The number of its socket.
    var descriptor: Int32 { socket.descriptor }

    /// Whether anything can come of it.
    var isOpen: Bool { !isAtEnd && fault == 0 }

    /// Whether it is a connection that has waited for an answer for so many nanoseconds: it may be open, but the
    /// kernel tries ever more seldom, and the other end may have given it up.
    func isStuck(for time: UInt64) -> Bool {
        guard isStream, let silentFrom else { return false }
        return clock.nanoseconds &- silentFrom > time
    }

    /// Sends a canary and logs it.
    func send(_ canary: CanaryLine, _ number: Int) {
        // A refusal that came for an earlier datagram would be told to this one, which is then not sent.
        if !isStream, isOpen { goOn() }
        last = number
        if silentFrom == nil { silentFrom = clock.nanoseconds }
        let time = Session.now
        let outcome = outcome(of: canary)
        log?.add(at: time, from: port, outcome)
    }

    private func outcome(of canary: CanaryLine) -> Attempt.Outcome {
        do throws(ProbeSocket.Refusal) {
            guard isStream else {
                try socket.send(canary.datagram)
                return .sent
            }
            while !rest.isEmpty { rest = rest.dropFirst(try socket.sendSome(rest)) }
            let line = canary.line[...]
            rest = line.dropFirst(try socket.sendSome(line))
            return .sent
        } catch {
            let isFull = [EAGAIN, ENOBUFS, ENOMEM].contains(error.number)
            // What broke a connection is told once; then it is a broken pipe.
            if isStream, !isFull, fault == 0 { fault = error.number }
            return .refused(isFull || fault == 0 ? error.number : fault)
        }
    }

    /// Takes what has come.
    func goOn() {
        if isConnecting {
            isConnecting = false
            fault = socket.takeFault()
            return
        }
        for _ in 0..<LastingFlow.mostArrivals {
            guard isOpen else { return }
            do throws(ProbeSocket.Refusal) {
                guard let count = try socket.receive(into: &buffer) else { return }
                if count == 0 {
                    isAtEnd = isStream
                } else if isStream {
                    take(stream: buffer[..<count])
                } else {
                    take(line: buffer[..<count])
                }
            } catch {
                if isStream { fault = error.number } else { log?.refuse(last, error.number) }
            }
        }
    }

    private func take(stream bytes: ArraySlice<UInt8>) {
        unread += bytes
        while let end = unread.firstIndex(of: 10) {
            take(line: unread[..<end])
            unread.removeSubrange(...end)
        }
        if unread.count > LastingFlow.mostUnread { unread = [] }
    }

    /// Notes the canary of an answer, `WTSEEN RUN dCELL.NUMBER …`.
    private func take(line: ArraySlice<UInt8>) {
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 3)
        let mark = Array("d\(cell).".utf8)
        guard words.count > 2, words[0].elementsEqual("WTSEEN".utf8), words[2].starts(with: mark),
            let number = Int(String(decoding: words[2].dropFirst(mark.count), as: UTF8.self))
        else { return }
        isAnswered = true
        silentFrom = nil
        log?.answer(number)
    }
}

extension ProbeSocket {
    /// Makes a connection send each line at once, and end without words.
    ///
    /// A connection that was closed in peace keeps its port for a minute, and goes on sending what was
    /// not acknowledged when nobody has it any more. While it is not open yet, nothing is sent when
    /// it ends.
    func prepareStream() {
        var isOn: Int32 = 1
        unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn,
            socklen_t(MemoryLayout<Int32>.size))
        var abrupt = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
    }
}
