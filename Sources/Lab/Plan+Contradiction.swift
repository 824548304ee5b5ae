extension Plan {
    /// What of the plan cannot be had together, a few words; nil if all can.
    public var contradiction: String? {
        if hasHomeIPv6, !hasIPv6 { return "--home-ipv6 is not for a client with --no-ipv6" }
        if !isConnected, hops != 1 || killSwitch == .weakReload {
            return "--no-connect is for a tunnel of one hop, and no kill switch that needs it up"
        }
        guard let leak else { return nil }
        if Design(self).tunnel != .wireGuard, hops != 1 || killSwitch != .none {
            return
                "the leak \"\(leak.id)\" has a tunnel of its own, without --hops and --killswitch"
        }
        if hasHomeIPv6 || forwards || !isConnected {
            return "a leak has what it needs: no --home-ipv6, --forwarding and --no-connect"
        }
        return nil
    }
}
