/// Limits the answers that a network gets over UDP, where addresses can be forged.
///
/// A token bucket for each network, kept as the time at which it is full again (the generic cell
/// rate algorithm). The table has a fixed size. Networks that fall into one slot share its bucket;
/// which do depends on a seed that is drawn at start, so nobody can aim at another's slot.
struct AnswerLimiter {
    /// What becomes of an answer.
    enum Verdict: Hashable {
        /// It is sent.
        case send
        /// Only "come over TCP" is sent: an honest asker gets through, whose address is abused.
        case truncate
        /// Nothing is sent.
        case drop
    }

    /// Slots: half a megabyte; with a thousand busy networks one in 64 shares its slot.
    private static let slots = 1 << 16

    /// When each slot's bucket is full again, in nanoseconds of a clock that never goes back.
    private var full = [UInt64](repeating: 0, count: slots)
    private let seed: UInt64
    private let interval: UInt64
    private let depth: UInt64
    private(set) var refused: UInt64 = 0

    init(_ rate: AnswerRate, seed: UInt64 = .random(in: .min ... .max)) {
        self.seed = seed
        interval = 1_000_000_000 / UInt64(max(1, rate.perSecond))
        depth = interval * UInt64(max(1, rate.burst))
    }

    /// Takes a token for an answer to a network.
    mutating func judge(_ network: UInt64, now: UInt64) -> Verdict {
        var hasher = Hasher()
        hasher.combine(seed)
        hasher.combine(network)
        let slot = hasher.finalize() & (AnswerLimiter.slots - 1)
        let next = max(full[slot], now) &+ interval
        guard next &- now <= depth else {
            refused &+= 1
            return refused & 1 == 0 ? .truncate : .drop
        }
        full[slot] = next
        return .send
    }
}
