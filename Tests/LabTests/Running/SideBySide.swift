internal import Foundation
internal import Testing

/// Lets few tests with labs run at a time: each makes a dozen namespaces and as many daemons.
struct SideBySide: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true
    /// How much of the room a test takes.
    fileprivate let places: Int

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        // A suite is no test; each of its tests has a scope of its own.
        guard testCase != nil else { return try await function() }
        await Room.shared.enter(places)
        do {
            try await function()
        } catch {
            await Room.shared.leave(places)
            throw error
        }
        await Room.shared.leave(places)
    }
}

extension Trait where Self == SideBySide {
    /// Tests that make labs.
    static var sideBySide: Self { SideBySide(places: 1) }

    /// Tests that need the machine for themselves: they claim what it can only do if nothing else runs.
    static var alone: Self { SideBySide(places: Room.places) }
}

/// Room for so many tests; who comes first enters first.
private actor Room {
    static let shared = Room()

    // Labs mostly wait, so two cores keep up with five; `LABS` in the environment says another number.
    static let places = ProcessInfo.processInfo.environment["LABS"].flatMap { Int($0) } ?? 5

    private var free = places
    private var waiting: [(places: Int, turn: CheckedContinuation<Void, Never>)] = []

    func enter(_ places: Int) async {
        guard !waiting.isEmpty || free < places else {
            free -= places
            return
        }
        await withCheckedContinuation { waiting.append((places, $0)) }
    }

    func leave(_ places: Int) {
        free += places
        while let next = waiting.first, next.places <= free {
            free -= next.places
            waiting.removeFirst().turn.resume()
        }
    }
}
