internal import CShims
internal import Wire

/// The neighbours on a link that were set by hand, as rows that can be handed back to the kernel.
enum NeighbourRows {
    // NDA_CACHEINFO and NDA_PROBES.
    private static let age: UInt16 = 3
    private static let probes: UInt16 = 4
    /// NUD_PERMANENT: the kernel does not look such neighbours up.
    private static let permanent: UInt16 = 0x80

    /// The neighbours on a link in the kernel's order, IPv4 first.
    static func read(of index: UInt32) throws(HostError) -> [NetlinkRow] {
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        var all: [NetlinkRow] = []
        for family in IPFamily.allCases {
            all += try socket.rows(Neighbour.request(family), of: "neighbours", family: family) {
                NetlinkRow($0, $1, header: 12)
            }
            .filter { row in
                row.number(at: 4) == index && state(row) & permanent != 0
            }
            .map { $0.without(age, probes) }
        }
        return all
    }

    /// What the kernel knows of a neighbour (`ndm_state`), in this machine's byte order.
    private static func state(_ row: NetlinkRow) -> UInt16 {
        guard row.header.count == 12 else { return 0 }
        return UInt16(littleEndian: UInt16(row.header[8]) | UInt16(row.header[9]) << 8)
    }

    /// Adds what is missing.
    static func mend(_ wanted: [NetlinkRow], of index: UInt32) throws(HostError) {
        let now = Set(try read(of: index))
        for row in wanted where !now.contains(row) {
            _ = try row.send(28, flags: NetlinkRow.replace, of: "neighbours")
        }
    }
}
