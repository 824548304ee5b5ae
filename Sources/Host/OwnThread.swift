internal import Glibc

/// A thread for work that blocks or that moves the thread to another namespace.
public enum OwnThread {
    /// Starts `body` on a thread that ends with it; the number of the error if there is no thread.
    public static func start(_ body: @escaping @Sendable () -> Void) -> Int32? {
        var thread = pthread_t()
        if let refusal = create(&thread, body) { return refusal }
        pthread_detach(thread)
        return nil
    }

    /// Runs `body` on a thread of its own and waits for its end; the number of the error if there is
    /// no thread.
    static func run(_ body: @escaping @Sendable () -> Void) -> Int32? {
        var thread = pthread_t()
        if let refusal = create(&thread, body) { return refusal }
        pthread_join(thread, nil)
        return nil
    }

    private static func create(
        _ thread: inout pthread_t, _ body: @escaping @Sendable () -> Void
    ) -> Int32? {
        let work = unsafe Unmanaged.passRetained(Work(body))
        let failure = unsafe pthread_create(
            &thread, nil,
            { pointer in
                if let pointer = unsafe pointer {
                    unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
                }
                return nil
            }, work.toOpaque())
        guard failure != 0 else { return nil }
        unsafe work.release()
        return failure
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
