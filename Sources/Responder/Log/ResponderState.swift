internal import Glibc
internal import Wire

/// All that the services share. It lives on one event loop and is touched nowhere else.
final class ResponderState {
    /// Most bytes of run rows that wait to be taken by slow readers.
    private static let mostPending = 32 << 20
    /// STUN requests that are kept: they name no run. About 4 MB.
    static let mostBindings = 16_384

    let zone: Zone
    let key: Ed25519Key
    var runs = RunLog()
    var limiter: AnswerLimiter
    var connections = ConnectionCount()
    /// Messages that were not answered because they are not what the service takes.
    var unanswered: UInt64 = 0
    private var bindings = Ring<Row>(capacity: mostBindings)
    private var pending = 0

    init(_ configuration: ResponderConfiguration, key: Ed25519Key) throws(ResponderError) {
        zone = try Zone(configuration.zone, configuration.records)
        limiter = AnswerLimiter(configuration.rate)
        self.key = key
    }

    var bindingCount: Int { bindings.count }

    /// Remembers a STUN request.
    func remember(binding row: Row) { bindings.add(row) }

    /// The STUN requests with a transaction identifier as a JSON object.
    func json(ofTransaction id: String) -> [UInt8] {
        var json = JSONText()
        json.begin("{")
        json.member("transaction", id)
        json.begin("rows", "[")
        bindings.forEach { if $0.name == id { $0.write(to: &json) } }
        json.end("]")
        json.end("}")
        return json.bytes
    }

    /// Sets aside room for an answer that a peer may take slowly; false if there is none.
    func reserve(_ count: Int) -> Bool {
        guard pending + count <= ResponderState.mostPending else { return false }
        pending += count
        return true
    }

    /// Gives room back.
    func release(_ count: Int) { pending -= count }

    /// The time of day.
    var now: Timestamp { Timestamp(nanoseconds: ResponderState.read(CLOCK_REALTIME)) }

    /// What becomes of an answer over UDP.
    func judge(_ asker: Endpoint) -> AnswerLimiter.Verdict {
        limiter.judge(asker.neighbourhood, now: ResponderState.read(CLOCK_MONOTONIC))
    }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        guard unsafe clock_gettime(clock, &time) == 0, time.tv_sec >= 0 else { return 0 }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(max(0, time.tv_nsec))
    }
}

/// The connections that are open.
struct ConnectionCount {
    /// Connections at once: with sockets and files well below the usual limit of 1024 descriptors.
    static let most = 512
    /// Connections from one network, so that one alone cannot take all.
    static let mostOfNetwork = 64

    private var all = 0
    private var ofNetwork: [UInt64: Int] = [:]
    private(set) var refused: UInt64 = 0

    /// Counts a connection in; false if there is no room for it.
    mutating func admit(_ network: UInt64) -> Bool {
        let count = ofNetwork[network] ?? 0
        guard all < ConnectionCount.most, count < ConnectionCount.mostOfNetwork else {
            refused &+= 1
            return false
        }
        all += 1
        ofNetwork[network] = count + 1
        return true
    }

    /// Counts a connection out.
    mutating func release(_ network: UInt64) {
        all -= 1
        let count = (ofNetwork[network] ?? 1) - 1
        ofNetwork[network] = count > 0 ? count : nil
    }
}
