internal import Foundation

/// Does a thing for many values, some at a time.
enum Crew {
    /// The results in the order of the values.
    ///
    /// It has threads of its own, which end with it: a pool has as many as there are cores, and these
    /// only wait.
    static func map<Value: Sendable, Outcome: Sendable>(
        _ values: [Value], width: Int, _ body: @escaping @Sendable (Value) -> Outcome
    ) -> [Outcome] {
        let width = min(width, values.count)
        let places = Places<Outcome>(count: values.count)
        let group = DispatchGroup()
        for worker in 0..<width {
            group.enter()
            Thread {
                for index in stride(from: worker, to: values.count, by: width) {
                    places.set(index, body(values[index]))
                }
                group.leave()
            }.start()
        }
        group.wait()
        return places.all
    }

    /// Results that come from several threads, each to its own place.
    private final class Places<Outcome: Sendable>: @unchecked Sendable {
        private var outcomes: [Outcome?]
        private let lock = NSLock()

        init(count: Int) { outcomes = [Outcome?](repeating: nil, count: count) }

        var all: [Outcome] { lock.withLock { outcomes.compactMap { $0 } } }

        func set(_ index: Int, _ outcome: Outcome) { lock.withLock { outcomes[index] = outcome } }
    }
}
