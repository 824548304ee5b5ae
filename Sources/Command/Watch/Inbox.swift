internal import Dispatch
internal import Synchronization

/// What the threads of a watch hand to its loop.
final class Inbox: Sendable {
    /// Something that the loop must know.
    enum Message {
        /// The child said something.
        case line(StreamLine)
        /// The child said something that is no line.
        case nonsense
        /// The child says nothing any more.
        case childEnded
        /// A signal asks us to stop.
        case signal(Int32)
        /// Links or routes are not as they were.
        case changed
        /// Nobody tells of links any more.
        case unwatched
    }

    private let waiting = Mutex<[Message]>([])
    private let count = DispatchSemaphore(value: 0)

    /// Hands over a message.
    func post(_ message: Message) {
        let isNew = waiting.withLock { list in
            // Reading the machine once does for all changes that wait.
            if case .changed = message, case .changed? = list.last { return false }
            list.append(message)
            return true
        }
        if isNew { count.signal() }
    }

    /// The next message; nil if none comes before a time.
    func next(before deadline: DispatchTime) -> Message? {
        guard count.wait(timeout: deadline) == .success else { return nil }
        return waiting.withLock { $0.removeFirst() }
    }
}
