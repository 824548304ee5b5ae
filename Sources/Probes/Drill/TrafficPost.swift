internal import CShims
internal import Evidence
internal import Glibc

/// Where a sender of a drill stands.
struct TrafficPost: Sendable {
    /// Who an ordinary user is: nobody, whom every system has and who owns nothing.
    private static let user: UInt32 = 65_534
    /// A bit ahead of ordinary programs. A sender that starves all the same leaves a hole in its log.
    private static let niceness: Int32 = -5

    /// Who sends.
    let sender: TrafficCell.Sender
    /// The namespace behind this machine; nil if there is none.
    let guest: Int32?

    /// Takes the calling thread there, for good; 0, or the error's number.
    func enter() -> Int32 {
        // Where that is not allowed, it does without.
        _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, TrafficPost.niceness)
        switch sender {
        case .root: return 0
        case .user: return wt_become_user(TrafficPost.user) == 0 ? 0 : errno
        case .forwarded:
            guard let guest else { return EOPNOTSUPP }
            return wt_enter_network(guest) == 0 ? 0 : errno
        }
    }
}
