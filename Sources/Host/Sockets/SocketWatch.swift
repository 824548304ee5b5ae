internal import CShims
public import Evidence
public import Gather
internal import Glibc
internal import Synchronization
internal import Wire

/// Looks at the socket tables of a network namespace again and again, on a thread of its own, until
/// it is stopped: which sockets there were, from when to when, and who held them.
///
/// A socket that comes and goes between two looks is told by the kernel when it goes, where that may
/// be listened to, but nobody can say whose it was.
public final class SocketWatch: Witness {
    /// Each of the eight tables takes a fortieth of a processor at most: what costs more, on a busy
    /// machine, is looked at less often.
    private static let share: UInt64 = 40
    /// The search for those who hold new sockets takes a tenth.
    private static let searchShare: UInt64 = 10
    /// Least time between two looks at a table, in nanoseconds: a look-up of a name takes longer.
    private static let leastPause: UInt64 = 2_000_000
    /// What the thread of a watch that yields leaves to others, as nice(2) counts: where a processor is
    /// fought for it gets a tenth of what they do, and with a processor to spare nothing is lost.
    private static let niceness: Int32 = 10
    /// Looks that a table may refuse before it is left alone.
    private static let mostRefusals = 10
    /// Control groups whose paths are searched for, each by a walk over all of them.
    private static let mostGroups = 64
    /// SKNLGRP_INET_TCP_DESTROY, _INET_UDP_DESTROY and those of IPv6, as bits (linux/sock_diag.h).
    private static let destroyed: UInt32 = 0b1111

    private let ending: Int32
    private let ended: Int32
    private let outcome = Mutex<[SocketSighting]>([])

    /// Starts to look in the calling thread's network namespace.
    ///
    /// One that yields holds nobody up who measures times beside it, and on a busy machine sees fewer of
    /// the sockets that come and go.
    public init(yields: Bool = false) throws(HostError) {
        let looks = try NetlinkSocket(NETLINK_SOCK_DIAG)
        let events: NetlinkSocket?
        do throws(HostError) {
            events = try NetlinkSocket(NETLINK_SOCK_DIAG, groups: SocketWatch.destroyed)
        } catch {
            // That takes a privilege; without it the looks must do.
            events = nil
        }
        ending = eventfd(0, Int32(EFD_CLOEXEC))
        ended = eventfd(0, Int32(EFD_CLOEXEC))
        guard ending >= 0, ended >= 0 else {
            throw HostError(.refused, subject: "eventfd", number: errno)
        }
        let watcher = Mutex(Watcher(looks: looks, events: events))
        let box = Box(watcher)
        let refusal = OwnThread.start {
            // The calling thread's alone, in Linux. Nobody is refused to step back.
            if yields { _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, SocketWatch.niceness) }
            let seen = box.watcher.withLock { $0.run(until: self.ending) }
            self.outcome.withLock { $0 = seen }
            SocketWatch.signal(self.ended)
        }
        if let refusal { throw HostError(.refused, subject: "thread", number: refusal) }
    }

    deinit {
        for descriptor in [ending, ended] where descriptor >= 0 { close(descriptor) }
    }

    /// Looks a last time and says what was seen.
    public func stop() -> [SocketSighting] {
        SocketWatch.signal(ending)
        var waiting = pollfd(fd: ended, events: Int16(POLLIN), revents: 0)
        while unsafe poll(&waiting, 1, -1) < 0, errno == EINTR {}
        return outcome.withLock { $0 }
    }

    private static func signal(_ descriptor: Int32) {
        var one: UInt64 = 1
        unsafe _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// What goes to the thread.
    private final class Box: Sendable {
        let watcher: Mutex<Watcher>
        init(_ watcher: consuming Mutex<Watcher>) { self.watcher = watcher }
    }

    /// What the thread does.
    private struct Watcher: ~Copyable {
        private var looks: NetlinkSocket
        private var events: NetlinkSocket?
        private var log = SocketLog()
        private var holders = SocketHolders()
        /// Passes over all processes that there had been when a socket was first searched for.
        private var searches: [UInt64: Int] = [:]
        private var refusals: [SocketDump: Int] = [:]
        private let clock = Stopwatch()
        /// When each table, and other processes, may be looked at again, by that clock.
        private var due: [SocketDump: UInt64] = [:]
        private var searchDue: UInt64 = 0

        init(looks: consuming NetlinkSocket, events: consuming NetlinkSocket?) {
            self.looks = looks
            self.events = events
        }

        mutating func run(until ending: Int32) -> [SocketSighting] {
            repeat {
                look(isLast: false)
            } while !pause(until: due.values.min() ?? 0, ending)
            look(isLast: true)
            // What the kernel has told by now.
            while isTold(), takeEvents() {}
            search(isLast: true)
            nameGroups()
            return log.sightings
        }

        /// Looks at the tables that are due, and at once for the holders of what is new there.
        private mutating func look(isLast: Bool) {
            for dump in SocketDump.all {
                let isDue = due[dump, default: 0] <= clock.nanoseconds
                guard isLast || isDue, refusals[dump, default: 0] < SocketWatch.mostRefusals
                else { continue }
                due[dump] = Watcher.pace(SocketWatch.share, by: clock) {
                    let began = Session.now
                    do throws(HostError) {
                        let rows = try dump.rows(&looks, at: began)
                        log.take(rows, of: dump, began: began, ended: Session.now)
                    } catch {
                        // An old kernel has not every table; a busy one may fail once.
                        refusals[dump, default: 0] += 1
                    }
                }
                if refusals[dump, default: 0] == SocketWatch.mostRefusals { due[dump] = .max }
                if !isLast { search(isLast: false) }
            }
        }

        /// Looks for those who hold the sockets that are new: among the processes that were found
        /// last, and among a few others; the last time among all.
        private mutating func search(isLast: Bool) {
            var unheld = log.unheld
            guard !unheld.isEmpty else { return }
            for (inode, holder) in holders.findAmongRecent(unheld) {
                log.note(holder, of: inode)
                unheld.remove(inode)
            }
            guard isLast || clock.nanoseconds >= searchDue, !unheld.isEmpty
            else { return }
            searchDue = Watcher.pace(SocketWatch.searchShare, by: clock) {
                let found = holders.findAmongOthers(unheld, all: isLast)
                for inode in unheld {
                    let since = searches[inode, default: holders.passes]
                    searches[inode] = since
                    // Whoever was not found in a whole pass will not be.
                    guard found[inode] != nil || holders.passes > since + 1 else { continue }
                    log.note(found[inode], of: inode)
                    searches[inode] = nil
                }
            }
        }

        /// Does something, and says when it may be done again to take such a share of a processor.
        private static func pace(
            _ share: UInt64, by clock: Stopwatch, _ body: () -> Void
        ) -> UInt64 {
            let began = processorTime
            body()
            let cost = processorTime &- began
            return clock.nanoseconds &+ max(SocketWatch.leastPause, cost &* (share - 1))
        }

        /// Waits, and takes what the kernel tells meanwhile; whether the watch is to end.
        private mutating func pause(until end: UInt64, _ ending: Int32) -> Bool {
            while true {
                let now = clock.nanoseconds
                guard now < end else { return false }
                let rest = Int32(clamping: (end - now) / 1_000_000 + 1)
                // A descriptor of -1 is passed over.
                let source = events?.descriptor ?? -1
                var sources = [
                    pollfd(fd: ending, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: source, events: Int16(POLLIN), revents: 0),
                ]
                let ready = unsafe poll(&sources, 2, rest)
                if ready <= 0 { continue }
                if sources[1].revents != 0, !takeEvents() { events = nil }
                if sources[0].revents != 0 { return true }
            }
        }

        /// Whether the kernel has told of a destroyed socket.
        private mutating func isTold() -> Bool {
            // A descriptor of -1 is passed over.
            var source = pollfd(fd: events?.descriptor ?? -1, events: Int16(POLLIN), revents: 0)
            return unsafe poll(&source, 1, 0) > 0
        }

        /// Takes what the kernel tells of destroyed sockets; false if it tells no more.
        private mutating func takeEvents() -> Bool {
            guard var source = events.take() else { return false }
            do throws(HostError) {
                if case .datagram(let count) = try source.receive("destroyed sockets") {
                    let now = Session.now
                    var gone: [(SocketDump, SocketDump.Row)] = []
                    source.withBytes(count) { bytes in
                        var messages = NetlinkMessages()
                        while let message = messages.next(in: bytes) {
                            guard message.type == 20 else { continue }
                            if let one = SocketDump.destroyed(bytes, message.payload, at: now) {
                                gone.append(one)
                            }
                        }
                    }
                    for (dump, row) in gone { log.takeDestroyed(row, of: dump) }
                }
            } catch {
                return false
            }
            events = consume source
            return true
        }

        /// Names the control groups of sockets that nobody was found to hold.
        private mutating func nameGroups() {
            var paths: [UInt64: OutsideText?] = [:]
            for (index, group) in log.groups.enumerated() {
                guard let group, log.sightings[index].process == nil else { continue }
                if paths[group] == nil, paths.count < SocketWatch.mostGroups {
                    paths[group] = .some(ControlGroups.path(of: group))
                }
                if let path = paths[group] ?? nil { log.note(group: path, of: index) }
            }
        }

        /// What the calling thread has taken of a processor, in nanoseconds.
        private static var processorTime: UInt64 {
            var time = timespec()
            unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
        }
    }
}
