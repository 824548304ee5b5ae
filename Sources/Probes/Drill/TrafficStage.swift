internal import Foundation
internal import Gather
internal import Synchronization

/// The threads of a drill's traffic, and what they are to do: wait, open flows anew, end.
final class TrafficStage: Sendable {
    /// How long nothing must have come for silence, in nanoseconds: as long as to the other side of the world
    /// and back.
    private static let silence: UInt64 = 300_000_000
    /// How long silence and new flows are waited for, in nanoseconds: on a busy machine a tunnel's queue took
    /// 2 s.
    private static let patience: UInt64 = 5_000_000_000
    /// Time between two looks, in microseconds.
    private static let rest: UInt32 = 20_000

    private let over = Atomic(false)
    private let paused = Atomic(false)
    /// How often flows were to be opened anew, and how often a thread has.
    private let asked = Atomic(0)
    private let answered = Atomic(0)
    private let threads = Atomic(0)
    /// When something came last, by the clock.
    private let heard = Atomic<UInt64>(0)
    private let clock = Stopwatch()
    private let group = DispatchGroup()

    var isOver: Bool { over.load(ordering: .relaxed) }

    /// How often threads were asked to open flows anew.
    var renewals: Int { asked.load(ordering: .relaxed) }

    var isPaused: Bool { paused.load(ordering: .relaxed) }

    func start(_ body: @escaping @Sendable (TrafficStage) -> Void) {
        group.enter()
        threads.add(1, ordering: .relaxed)
        Thread { [self] in
            body(self)
            group.leave()
        }.start()
    }

    /// Notes that something came.
    func hear() { heard.store(clock.nanoseconds, ordering: .relaxed) }

    /// Makes the threads wait, and waits for silence.
    func pause() {
        paused.store(true, ordering: .relaxed)
        let began = clock.nanoseconds
        while clock.nanoseconds < began &+ TrafficStage.patience {
            usleep(TrafficStage.rest)
            let last = max(began, heard.load(ordering: .relaxed))
            if clock.nanoseconds >= last &+ TrafficStage.silence { return }
        }
    }

    func resume() { paused.store(false, ordering: .relaxed) }

    /// Lets each thread open flows anew, and waits until all have.
    func renew() {
        let goal = asked.add(1, ordering: .relaxed).newValue * threads.load(ordering: .relaxed)
        let began = clock.nanoseconds
        while answered.load(ordering: .relaxed) < goal, !isOver,
            clock.nanoseconds < began &+ TrafficStage.patience
        { usleep(TrafficStage.rest) }
    }

    /// Notes that a thread has opened its flows anew, so often as it was asked to.
    func noteRenewals(_ count: Int) { answered.add(count, ordering: .relaxed) }

    func end() { over.store(true, ordering: .relaxed) }

    func wait() { group.wait() }
}
