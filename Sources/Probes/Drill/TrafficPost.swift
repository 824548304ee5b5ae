internal import CShims
internal import Evidence
internal import Gather
internal import Glibc

/// Where a sender of a drill stands.
struct TrafficPost: Sendable {
    /// Who an ordinary user is: nobody, whom every system has and who owns nothing.
    private static let user: UInt32 = 65_534
    /// A bit ahead of the ordinary programs of its session. A sender that starves all the same leaves a hole
    /// in its log.
    private static let niceness: Int32 = -5
    /// Most canaries a second, in all cells together, whose senders are served before every ordinary program:
    /// they take less than a fifth of a processor. More would keep it from the tunnel that they test.
    private static let most = 2_000

    /// Who sends.
    let sender: TrafficCell.Sender
    /// The namespace behind this machine; nil if there is none.
    let guest: Int32?
    /// Whether it is served before every ordinary program. A kernel that shares processors out between sessions
    /// (sched(7), autogroup) gives a daemon as much as all that a shell started, however nice each is.
    let isServedFirst: Bool

    /// The post of a sender of a plan that makes sense.
    init(_ plan: TrafficPlan, _ sender: TrafficCell.Sender, guest: Int32?) {
        self.sender = sender
        self.guest = guest
        isServedFirst = plan.rate * plan.cells.count <= TrafficPost.most
    }

    /// Takes the calling thread there, for good; 0, or the error's number.
    func enter() -> Int32 {
        // Where that is not allowed, it does without.
        _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, TrafficPost.niceness)
        if isServedFirst {
            var least = sched_param()
            least.sched_priority = 1
            _ = unsafe sched_setscheduler(0, SCHED_RR, &least)
        }
        switch sender {
        case .root: return 0
        case .user: return wt_become_user(TrafficPost.user) == 0 ? 0 : errno
        case .forwarded:
            guard let guest else { return EOPNOTSUPP }
            return wt_enter_network(guest) == 0 ? 0 : errno
        }
    }
}
