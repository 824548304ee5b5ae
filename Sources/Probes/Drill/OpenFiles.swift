internal import Evidence
public import Gather
internal import Glibc

/// How many files this process may have open, and how many of them canaries have.
enum OpenFiles {
    /// Most canaries of a sender that have a socket of their own at a time. At 1000 a second in each of eight
    /// cells that is half a second, which is longer than any way around the world; sockets of three
    /// senders take some 50 MB of the kernel's memory. Where more are on their way, the oldest ends.
    private static let mostFlights = 4_096
    /// What is left to everybody else: a quarter of a process's usual 1024.
    private static let others = 256

    /// Canaries of each sender that are on their way at a time, if none is answered.
    static func flights(of plan: TrafficPlan) -> Int {
        let cells =
            plan.senders.map { sender in
                plan.indices(of: sender, [.new, .dns]).count { plan.cells[$0].carrier != .stub }
            }.max() ?? 0
        let patience = Double(TrafficSender.patience) / 1e9
        // One more in each, since a period ends somewhere in between.
        let most = cells * (Int(Double(plan.rate) * patience) + 1)
        return min(mostFlights, max(1, most))
    }

    /// How many of them there is room for.
    static func room(for plan: TrafficPlan) -> Int {
        let share = max(0, most - others - plan.cells.count) / max(1, plan.senders.count)
        return max(1, min(flights(of: plan), share))
    }

    /// How many files the canaries of a plan need, and everybody else.
    static func need(of plan: TrafficPlan) -> Int {
        flights(of: plan) * plan.senders.count + plan.cells.count + others
    }

    /// How many may be open now; 0 if the system does not say.
    static var most: Int { Int(clamping: limit?.rlim_cur ?? 0) }

    /// Raises what may be open to so many, or as far as that goes; whether it was raised.
    static func raise(to count: Int) -> Bool {
        guard var limit else { return false }
        let wanted = min(rlim_t(clamping: count), limit.rlim_max)
        guard limit.rlim_cur < wanted else { return false }
        limit.rlim_cur = wanted
        return unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    }

    private static var limit: rlimit? {
        var limit = rlimit()
        let code = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return code == 0 ? limit : nil
    }
}

extension DrillTraffic {
    /// Lets this process have as many files open as a plan needs, as far as the system allows that.
    ///
    /// Where it does not, the oldest canaries that nobody has answered yet end early.
    /// - Returns: How many there were allowed and how many are now; nil if that has not changed.
    public static func makeRoom(for plan: TrafficPlan) -> (before: Int, now: Int)? {
        let before = OpenFiles.most
        guard OpenFiles.raise(to: OpenFiles.need(of: plan)) else { return nil }
        return (before, OpenFiles.most)
    }
}
