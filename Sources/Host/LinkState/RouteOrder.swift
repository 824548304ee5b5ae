internal import CShims
internal import Wire

/// The order of IPv6 routes that differ by their link alone: the kernel takes the first, and puts a new one
/// last.
struct RouteOrder: Hashable, Codable {
    /// The routes of each such place, in their order, of all links.
    let rows: [NetlinkRow]

    // RTA_DST, RTA_SRC, RTA_PRIORITY, RTA_TABLE.
    private static let place: Set<UInt16> = [1, 2, 6, 15]

    /// The order around some routes, as it is now.
    init(around routes: [NetlinkRow]) throws(HostError) {
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        let places = Set(routes.map(RouteOrder.place))
        let all = try socket.rows(Route.request(.ipv6), of: "routes", family: .ipv6) {
            NetlinkRow($0, $1, header: 12)
        }
        .filter { RouteOrder.canMove($0) && places.contains(RouteOrder.place($0)) }
        .map { RouteRows.key(RouteRows.kept($0)) }
        let counts = Dictionary(grouping: all, by: RouteOrder.place)
        rows = all.filter { (counts[RouteOrder.place($0)]?.count ?? 0) > 1 }
    }

    /// RTN_UNICAST and RTN_MULTICAST without a life that ends: the others belong to an address or a router.
    private static func canMove(_ row: NetlinkRow) -> Bool {
        row.header.count == 12 && [1, 5].contains(row.header[7]) && row[RouteRows.hopObject] == nil
            && RouteRows.secondsLeft(row) == nil
    }

    private static func place(_ row: NetlinkRow) -> NetlinkRow {
        NetlinkRow(
            header: Array(row.header.prefix(4)),
            attributes: row.attributes.filter { place.contains($0.number) })
    }

    /// Whether the same routes are there in another order. Where others came or went, it is not ours.
    func differs(from now: RouteOrder) -> Bool {
        now.rows != rows && Set(now.rows) == Set(rows)
    }

    /// Puts each place in its order: what is behind the first difference is taken away and put last.
    func mend() throws(HostError) {
        let now = try RouteOrder(around: rows)
        guard differs(from: now) else { return }
        let current = Dictionary(grouping: now.rows, by: RouteOrder.place)
        for (place, wanted) in Dictionary(grouping: rows, by: RouteOrder.place) {
            let same = zip(wanted, current[place] ?? []).prefix { $0 == $1 }.count
            for row in wanted.dropFirst(same) {
                let sendable = RouteRows.sendable(row)
                _ = try sendable.send(25, flags: NetlinkRow.change, of: "routes")
                _ = try sendable.send(24, flags: NetlinkRow.append, of: "routes")
            }
        }
    }
}
