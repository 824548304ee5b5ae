internal import Evidence
internal import Gather
internal import Glibc
internal import Wire

/// A canary on a socket of its own, from its start until its answer, its refusal or its end.
final class Flight {
    /// What is sent.
    enum Message {
        /// A canary; whatever comes back is its answer.
        case line(CanaryLine)
        /// A look-up, with the number that ties its answer to it.
        case query(NameQuestion, id: UInt16)
    }

    /// When it is over unless something ends it before, in nanoseconds of a clock that nobody sets.
    let end: UInt64
    /// Whether nothing more comes of it.
    private(set) var isOver = false

    /// Whether it is still on its way to the other end.
    private(set) var isConnecting = false

    /// Most arrivals that are taken at a time: an answer is one, and whoever floods us holds nobody up.
    private static let mostArrivals = 64

    private let socket: ProbeSocket
    private let isStream: Bool
    private let message: Message
    private let log: CellLog
    private let number: Int
    private var received: [UInt8] = []

    /// A canary that is about to leave; throws if there is not even a socket.
    init(
        _ message: Message, _ number: Int, of cell: TrafficCell, _ log: CellLog, until end: UInt64
    ) throws(ProbeSocket.Refusal) {
        self.message = message
        self.number = number
        self.log = log
        self.end = end
        isStream = cell.carrier == .tcp
        socket = try ProbeSocket(
            cell.remote, Int32((isStream ? SOCK_STREAM : SOCK_DGRAM).rawValue))
        if isStream { socket.prepareStream() }
    }

    /// The number of its socket.
    var descriptor: Int32 { socket.descriptor }

    /// Leaves, and is logged.
    func start(to cell: TrafficCell) {
        var time = Session.now
        var outcome = Attempt.Outcome.sent
        do throws(ProbeSocket.Refusal) {
            isConnecting = try !socket.begin(cell.remote, cell.remotePort)
            if !isConnecting {
                // A connection has left by now, a datagram leaves here.
                if !isStream { time = Session.now }
                try socket.send(bytes)
            }
        } catch {
            outcome = .refused(error.number)
            isOver = true
        }
        log.add(at: time, from: socket.localPort, outcome)
    }

    /// Does what can be done now; what comes passes through a buffer that is longer than any datagram.
    func goOn(by buffer: inout [UInt8]) {
        do throws(ProbeSocket.Refusal) {
            guard isConnecting else { return try receive(by: &buffer) }
            isConnecting = false
            let fault = socket.takeFault()
            guard fault == 0 else { throw ProbeSocket.Refusal(number: fault) }
            try socket.send(bytes)
        } catch {
            refuse(error.number)
        }
    }

    /// Ends it with an error.
    func refuse(_ fault: Int32) {
        log.refuse(number, fault)
        isOver = true
    }

    private var bytes: [UInt8] {
        switch message {
        case .line(let canary): return isStream ? canary.line : canary.datagram
        case .query(let question, let id):
            let query = question.bytes(id: id)
            return isStream ? DNSOverTCP.framed(query) ?? [] : query
        }
    }

    private func receive(by buffer: inout [UInt8]) throws(ProbeSocket.Refusal) {
        for _ in 0..<Flight.mostArrivals {
            guard !isOver, let count = try socket.receive(into: &buffer) else { return }
            if count > 0 {
                take(buffer[..<count])
            } else {
                isOver = isStream
            }
        }
    }

    private func take(_ bytes: ArraySlice<UInt8>) {
        switch message {
        case .line: isOver = true
        case .query(let question, let id):
            // Anybody may guess where we listen: what does not answer the question is no answer.
            guard let answer = wholeMessage(bytes).flatMap({ NameAnswer($0, id: id, to: question) })
            else { return }
            isOver = true
            // A server that failed to ask on has said nothing of the outside.
            guard answer.code == 0 else { return }
        }
        log.answer(number)
    }

    /// The DNS message that has come; nil while it is not whole.
    private func wholeMessage(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        guard isStream else { return Array(bytes) }
        received += bytes
        // No message is longer.
        isOver = received.count > 65_537
        guard let frame = unsafe DNSOverTCP(received.span.bytes), frame.isWhole else { return nil }
        return Array(received[frame.message])
    }
}
