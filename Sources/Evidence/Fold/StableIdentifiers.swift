internal import Wire

/// Watches global IPv6 sources for interface identifiers that outlive a network (RFC 7721).
struct StableIdentifiers {
    /// Sources remembered: a machine has a few addresses in a few prefixes.
    private static var most: Int { 32 }

    private var sources: [IPAddress] = []
    private var last = IPAddress.unspecified
    private var lastIsStable = false

    /// Whether a global source holds a MAC address, or an identifier seen under another prefix.
    @inline(__always)
    mutating func isStable(_ source: IPAddress, of host: HostIdentity) -> Bool {
        if source == last { return lastIsStable }
        return judge(source, of: host)
    }

    @inline(never) private mutating func judge(_ source: IPAddress, of host: HostIdentity) -> Bool {
        last = source
        // Global unicast is 2000::/3 (RFC 4291, 2.4).
        guard source.high >> 61 == 1 else {
            lastIsStable = false
            return false
        }
        let holdsMAC =
            host.stations.isEmpty
            ? source.embeddedMAC != nil : host.stations.contains { $0.isEmbedded(in: source) }
        let roams = sources.contains { $0.low == source.low && $0.high != source.high }
        if sources.count < StableIdentifiers.most, !sources.contains(source) {
            sources.append(source)
        }
        lastIsStable = holdsMAC || roams
        return lastIsStable
    }
}
