internal import Evidence
internal import Gather
internal import Synchronization

/// What became of the canaries of one cell; its sender adds to it, and anybody may look.
final class CellLog: Sendable {
    /// Room that is made at once: an hour at 20 canaries a second, and a minute at 1000. Making more
    /// later takes a few milliseconds.
    private static let room = 1 << 16

    private struct State {
        var attempts: [Attempt] = []
        var count = 0
        var answered: UInt64 = 0
    }

    /// The index of the cell.
    let cell: Int
    private let most: Int
    private let state: Mutex<State>

    /// A log that takes so many, and goes on behind attempts of its cell.
    init(_ cell: Int, most: Int, behind earlier: [Attempt] = []) {
        self.cell = cell
        self.most = most
        var state = State()
        state.attempts.reserveCapacity(min(most, CellLog.room))
        state.attempts += earlier
        state.count = earlier.count
        self.state = Mutex(state)
    }

    /// The number of the next canary; nil if there is no room for it.
    var next: Int? { state.withLock { $0.count < most ? $0.count + 1 : nil } }

    /// When the last of those was sent that were answered; 0 if none was.
    var answered: UInt64 { state.withLock { $0.answered } }

    /// Logs the next canary.
    func add(at time: UInt64, from port: UInt16 = 0, _ outcome: Attempt.Outcome) {
        state.withLock { state in
            state.count += 1
            state.attempts.append(
                Attempt(
                    cell: cell, number: state.count, at: time, localPort: port, outcome: outcome))
        }
    }

    /// Notes that a canary that was sent is answered now.
    func answer(_ number: Int) {
        let now = Session.now
        settle(number) { attempt, latest in
            // A clock that is set back makes no answer come before its question.
            let time = now > attempt.at ? (now &- attempt.at) / 1_000 : 0
            attempt.outcome = .answered(UInt32(clamping: max(1, time)))
            latest = max(latest, attempt.at)
        }
    }

    /// Notes that a canary that was sent turned out to be refused.
    func refuse(_ number: Int, _ fault: Int32) {
        settle(number) { attempt, _ in attempt.outcome = .refused(fault) }
    }

    /// Hands over all of it; what is settled later is lost.
    func take() -> [Attempt] {
        state.withLock { state in
            defer { state.attempts = [] }
            return state.attempts
        }
    }

    private func settle(_ number: Int, _ body: (inout Attempt, inout UInt64) -> Void) {
        state.withLock { state in
            guard state.attempts.indices.contains(number - 1),
                state.attempts[number - 1].outcome == .sent
            else { return }
            body(&state.attempts[number - 1], &state.answered)
        }
    }
}
