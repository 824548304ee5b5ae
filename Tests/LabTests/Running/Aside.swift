internal import Foundation

/// Does what blocks on a thread of its own: tests share few threads, one for each processor, so that labs
/// that only wait would hold up others.
func aside<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result { try body() }) }.start()
    }
}
