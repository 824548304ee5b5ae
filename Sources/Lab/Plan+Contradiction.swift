extension Plan {
    /// What of the plan cannot be had together, a few words; nil if all can.
    public var contradiction: String? {
        guard let leak else { return nil }
        if Design(self).tunnel != .wireGuard, hops != 1 || killSwitch != .none {
            return
                "the leak \"\(leak.id)\" has a tunnel of its own, without --hops and --killswitch"
        }
        return nil
    }
}
