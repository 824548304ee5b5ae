internal import NIOCore

/// Closes a connection on which no whole request was answered for a while.
///
/// It counts from answers and not from bytes, so that neither a peer that sends a byte now and then
/// nor one that never takes its answer can hold a place.
final class Patience {
    /// What a reader takes in a second at the least: less is no path that is worth an audit.
    private static let slowest = 16 << 10

    private let time: TimeAmount
    private var deadline = NIODeadline.distantFuture
    private var timer: Scheduled<Void>?

    init(_ time: TimeAmount) { self.time = time }

    /// Begins to wait; called on the channel's event loop.
    func begin(on channel: any Channel) {
        deadline = channel.eventLoop.now + time
        schedule(channel)
    }

    /// Waits anew, after an answer: longer for a long one, which has to be taken first.
    func renew(on channel: any Channel, answered count: Int) {
        deadline = channel.eventLoop.now + time + .seconds(Int64(count / Patience.slowest))
    }

    /// Ends waiting.
    func end() {
        timer?.cancel()
        timer = nil
    }

    private func schedule(_ channel: any Channel) {
        timer = channel.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
            guard let self else { return }
            if channel.eventLoop.now < deadline {
                schedule(channel)
            } else {
                channel.close(promise: nil)
            }
        }
    }
}
