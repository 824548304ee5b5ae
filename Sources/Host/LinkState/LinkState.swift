internal import CShims
internal import Glibc
internal import Wire

/// A link, and all that the kernel forgets when it goes down or away: its addresses, its settings, and the
/// routes that lead through it or start at it.
///
/// It is plain data, so that another process can restore it. The secret keys of a WireGuard interface are
/// in it, so it belongs into a journal and nowhere else.
public struct LinkState: Hashable, Codable, Sendable {
    /// The kernel's number, which rules of a firewall may have in them.
    let index: UInt32
    /// The name.
    let name: String
    /// What makes it anew.
    let maker: LinkMaker
    /// Its size, group, name for people, bridge and flags.
    let link: NetlinkRow
    /// The kernel's settings of this link alone.
    let settings: [LinkSetting]
    /// Its addresses, in the kernel's order.
    let addresses: [NetlinkRow]
    /// Its neighbours that were set by hand.
    let neighbours: [NetlinkRow]
    /// Routes of all tables, in the kernel's order.
    let routes: [NetlinkRow]
    /// Their places among the routes of other links.
    let order: RouteOrder

    /// Reads a link of the namespace of the calling thread.
    init(reading name: String) throws(HostError) {
        let index = unsafe if_nametoindex(name)
        guard index != 0 else { throw HostError(.refused, subject: name, number: errno) }
        self.index = index
        self.name = name
        guard let row = try LinkState.row(of: index) else {
            throw HostError(.refused, subject: name, number: ENODEV)
        }
        link = LinkState.kept(row)
        maker = try LinkMaker(of: name, row)
        settings = try LinkSetting.all(of: name)
        addresses = try AddressRows.read(of: index)
        neighbours = try NeighbourRows.read(of: index)
        routes = try RouteRows.read(through: index, from: addresses)
        order = try RouteOrder(around: routes)
        guard routes.allSatisfy({ $0[RouteRows.hopObject] == nil }) else {
            throw HostError(
                .refused, subject: name,
                reason: "A route through it uses a next-hop object, which could not be put back.")
        }
    }

    /// Whether it means something, wherever it comes from.
    var isSound: Bool {
        LinkState.isName(name) && index > 0 && index <= Int32.max && link.header.count == 16
            && addresses.allSatisfy { $0.header.count == 8 }
            && neighbours.allSatisfy { $0.header.count == 12 }
            && (routes + order.rows).allSatisfy { $0.header.count == 12 }
            && settings.allSatisfy { $0.isSetting(of: name) } && maker.isSound
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text != "." && text != ".." && text.utf8.count < 16
            && !text.utf8.contains { $0 == UInt8(ascii: "/") || $0 <= UInt8(ascii: " ") }
    }
}

extension LinkState {
    // IFF_UP, IFF_NOARP and IFF_MULTICAST: what is set by hand, and not by those who listen.
    private static let flags: UInt32 = 0x1081
    // IFLA_MTU, IFLA_MASTER, IFLA_TXQLEN, IFLA_IFALIAS, IFLA_GROUP.
    private static let attributes: Set<UInt16> = [4, 10, 13, 20, 27]

    /// What the kernel says of a link; nil if there is none of that number.
    static func row(of index: UInt32) throws(HostError) -> NetlinkRow? {
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        return try socket.rows(Link.request, of: "links") { NetlinkRow($0, $1, header: 16) }
            .first { $0.number(at: 4) == index }
    }

    /// The part of it that is kept: what can be set.
    static func kept(_ row: NetlinkRow) -> NetlinkRow {
        var kept = NetlinkRow(
            header: [UInt8](repeating: 0, count: 16),
            attributes: row.attributes.filter { attributes.contains($0.number) })
        kept.put(row.number(at: 4), at: 4)
        kept.put(row.number(at: 8) & flags, at: 8)
        // Which flags are meant.
        kept.put(flags, at: 12)
        return kept
    }

    /// The same, still down.
    var downLink: NetlinkRow {
        var down = link
        down.put(link.number(at: 8) & ~UInt32(1), at: 8)
        return down
    }
}
