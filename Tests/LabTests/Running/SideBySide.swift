internal import Foundation
internal import Testing

/// Lets few tests with labs run at a time: each makes a dozen namespaces and as many daemons.
struct SideBySide: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        // A suite is no test; each of its tests has a scope of its own.
        guard testCase != nil else { return try await function() }
        await Room.shared.enter()
        do {
            try await function()
        } catch {
            await Room.shared.leave()
            throw error
        }
        await Room.shared.leave()
    }
}

extension Trait where Self == SideBySide {
    /// Tests that make labs.
    static var sideBySide: Self { SideBySide() }
}

/// Room for so many tests.
private actor Room {
    static let shared = Room()

    // Labs mostly wait, so two cores keep up with three; `LABS` in the environment says another number.
    private var free = ProcessInfo.processInfo.environment["LABS"].flatMap { Int($0) } ?? 3
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        free += 1
    }
}
