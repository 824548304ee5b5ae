internal import CShims
internal import Evidence
internal import Foundation
internal import Gather
internal import Glibc
internal import Synchronization
internal import Wire

/// The look-ups of one cell by the system's own resolver, each on a thread of its own.
///
/// getaddrinfo blocks for seconds where the resolver is silent, and cannot be interrupted. A thread
/// that the sender starts stands where the sender stands.
final class StubLookUps: Sendable {
    /// Most at a time: 20 a second that wait for a second each, and half as many again.
    private static let most = 32

    private let log: CellLog
    private let isIPv4: Bool
    private let running = Mutex(0)

    /// Look-ups that are logged here.
    init(_ log: CellLog, isIPv4: Bool) {
        self.log = log
        self.isIPv4 = isIPv4
    }

    /// Begins a look-up and logs it; too many at a time are refused for now, EAGAIN.
    func start(_ name: String, _ number: Int) {
        let hasRoom = running.withLock { running in
            guard running < StubLookUps.most else { return false }
            running += 1
            return true
        }
        log.add(at: Session.now, hasRoom ? .sent : .refused(EAGAIN))
        guard hasRoom else { return }
        Thread { [self] in
            look(up: name, number)
            running.withLock { $0 -= 1 }
        }.start()
    }

    private func look(up name: String, _ number: Int) {
        guard wt_hasty_look_ups() == 0 else { return log.refuse(number, EIO) }
        var found: [IPAddress] = []
        let code = SystemResolver.look(up: name, isIPv4, &found)
        // A name without addresses of the family is there, which the outside alone can tell. That there
        // is no such name is said by files, too.
        if code == 0 || code == SystemResolver.noAddress { log.answer(number) }
    }
}
