internal import CShims
internal import Glibc
internal import Synchronization
internal import Wire

/// A thread that hands on what the kernel tells of links, addresses and routes.
final class ChangeMonitor: Sendable {
    /// Changes that wait for their reader: a tunnel that comes or goes makes dozens, so this takes
    /// a busy machine's for some seconds.
    static let mostWaiting = 4096
    /// Bytes of the kernel's queue, for bursts such as a whole table of routes.
    private static let queue: Int32 = 4 << 20
    /// RTNLGRP_LINK, _IPV4_IFADDR, _IPV4_ROUTE, _IPV6_IFADDR and _IPV6_ROUTE, as bits.
    private static let groups: UInt32 = 1 << 0 | 1 << 4 | 1 << 6 | 1 << 8 | 1 << 10
    /// Milliseconds after which a loss that had no room is told again.
    private static let patience: Int32 = 50

    private let stop: Int32
    private let socket: Mutex<NetlinkSocket>

    /// Opens the socket in the namespace of the calling thread. Changes from now on are told.
    init() throws(HostError) {
        let socket = try NetlinkSocket(NETLINK_ROUTE, groups: ChangeMonitor.groups)
        var size = ChangeMonitor.queue
        let length = socklen_t(MemoryLayout<Int32>.size)
        // More than the system's bound takes a privilege (SO_RCVBUFFORCE); without it, up to there.
        if unsafe setsockopt(socket.descriptor, SOL_SOCKET, 33, &size, length) != 0 {
            unsafe setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVBUF, &size, length)
        }
        stop = eventfd(0, Int32(EFD_CLOEXEC))
        self.socket = Mutex(socket)
        guard stop >= 0 else { throw HostError(.refused, subject: "eventfd", number: errno) }
    }

    deinit { if stop >= 0 { close(stop) } }

    /// Starts the thread; the stream ends when nobody reads it any more, or with `.ended`.
    func changes(
        mostWaiting: Int = ChangeMonitor.mostWaiting
    ) throws(HostError) -> AsyncStream<HostChange> {
        let (stream, out) = AsyncStream.makeStream(
            of: HostChange.self, bufferingPolicy: .bufferingOldest(mostWaiting))
        out.onTermination = { _ in
            var one: UInt64 = 1
            unsafe _ = write(self.stop, &one, MemoryLayout<UInt64>.size)
        }
        let refusal = OwnThread.start {
            self.socket.withLock { socket in self.watch(&socket, out) }
            out.finish()
        }
        if let refusal { throw HostError(.refused, subject: "thread", number: refusal) }
        return stream
    }

    private func watch(
        _ socket: inout NetlinkSocket, _ out: AsyncStream<HostChange>.Continuation
    ) {
        var owesOverrun = false
        func tell(_ change: HostChange) {
            // What is lost is told before anything else.
            if owesOverrun, case .enqueued = out.yield(.overrun) { owesOverrun = false }
            if owesOverrun { return }
            if case .dropped = out.yield(change) { owesOverrun = true }
        }
        while true {
            var sources = [
                pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            ]
            let ready = unsafe poll(
                &sources, 2, owesOverrun ? ChangeMonitor.patience : -1)
            if ready < 0, errno == EINTR { continue }
            if sources[1].revents != 0 { return }
            if owesOverrun, case .enqueued = out.yield(.overrun) { owesOverrun = false }
            if ready == 0 { continue }
            do throws(HostError) {
                switch try socket.receive("changes") {
                case .overrun: tell(.overrun)
                case .nothing: continue
                case .datagram(let count):
                    socket.withBytes(count) { bytes in
                        var messages = NetlinkMessages()
                        while let message = messages.next(in: bytes) {
                            if let change = HostChange(message, in: bytes) { tell(change) }
                        }
                        if messages.isMalformed { tell(.unread) }
                    }
                }
            } catch {
                tell(.ended(error))
                return
            }
        }
    }
}

extension Machine {
    /// The changes of links, addresses and routes from now on, until nobody reads them any more.
    ///
    /// The stream holds 4096 changes; what comes when it is full, or faster than the kernel holds
    /// it, is lost, and `.overrun` says where.
    public func changes() async throws(HostError) -> AsyncStream<HostChange> {
        try await namespace.run { () throws(HostError) in try ChangeMonitor().changes() }
    }
}
