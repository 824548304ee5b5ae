internal import Audit
internal import Evidence

extension Recording {
    /// The reason why IPv6 could not leak here; nil where it could.
    ///
    /// Measured over all stages: the machine had no global address outside, no router offered one,
    /// and nothing inside the tunnel used IPv6 (catalogue, leak.ipv6-native).
    var lackOfIPv6: Precondition? {
        let isOffered = shows(.globalIPv6) || shows(.routerAdvertised)
        let isUsed = ledger.strata.contains { $0.traffic.isIPv6 && $0.traffic.reach == .far }
        return isOffered || isUsed
            ? nil : Precondition("no_ipv6", fact: "no IPv6 address outside, none used inside")
    }
}
