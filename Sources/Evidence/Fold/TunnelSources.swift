internal import Wire

/// The addresses of the tunnel's interfaces, as seen from inside.
struct TunnelSources {
    /// Most addresses: a tunnel has one or two of each family, nested tunnels a few more.
    static var most: Int { 16 }

    private(set) var addresses: [IPAddress] = []
    /// The host's underlay addresses: a flow that was re-routed into the tunnel keeps its old source,
    /// which does not make that source the tunnel's.
    private let excluded: [IPAddress]

    init(except excluded: [IPAddress], known: [IPAddress] = []) {
        self.excluded = excluded
        for address in known where !address.isLinkLocal { insert(address) }
    }

    /// Whether an address is the tunnel's own.
    @inline(__always) func contains(_ address: IPAddress) -> Bool {
        var index = 0
        while index < addresses.count {
            if addresses[index] == address { return true }
            index &+= 1
        }
        return false
    }

    /// Learns the host's end of a packet seen inside.
    @inline(__always) mutating func learn(_ address: IPAddress, _ reach: Reach) {
        if reach == .far, !contains(address) { insert(address) }
    }

    @inline(never) private mutating func insert(_ address: IPAddress) {
        guard addresses.count < TunnelSources.most, !excluded.contains(address),
            address != .unspecified, address != IPAddress(v4: 0)
        else { return }
        if !address.isLoopback { addresses.append(address) }
    }
}
