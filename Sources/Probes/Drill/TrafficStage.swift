internal import Foundation
internal import Gather
internal import Synchronization

/// The threads of a drill's traffic, and whether they are to wait or to end.
final class TrafficStage: Sendable {
    /// How long nothing must have come for silence, in nanoseconds: as long as to the other side of the world
    /// and back.
    private static let silence: UInt64 = 300_000_000
    /// How long silence is waited for, in nanoseconds: on a busy machine a tunnel's queue took 2 s.
    private static let patience: UInt64 = 5_000_000_000
    /// Time between two looks, in microseconds.
    private static let rest: UInt32 = 20_000

    private let over = Atomic(false)
    private let paused = Atomic(false)
    /// When something came last, by the clock.
    private let heard = Atomic<UInt64>(0)
    private let clock = Stopwatch()
    private let group = DispatchGroup()

    var isOver: Bool { over.load(ordering: .relaxed) }

    var isPaused: Bool { paused.load(ordering: .relaxed) }

    func start(_ body: @escaping @Sendable (TrafficStage) -> Void) {
        group.enter()
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

    func end() { over.store(true, ordering: .relaxed) }

    func wait() { group.wait() }
}
