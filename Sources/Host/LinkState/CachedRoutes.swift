internal import CShims
internal import Glibc

/// The routes that open sockets of IPv6 have cached.
///
/// Linux (seen with 6.18) looks for a new one when the table changes that the cached one is of, or the rules
/// do, and not when a table changes that the rules ask earlier: a flow that went outside while the tunnel was
/// away goes on outside when its routes are back, for as long as nothing else changes. IPv4 has no such cache.
enum CachedRoutes {
    // RTM_NEWRULE, RTM_DELRULE, FRA_PRIORITY and FR_ACT_NOP.
    private static let add: UInt16 = 32
    private static let remove: UInt16 = 33
    private static let priority: UInt16 = 6
    private static let nothing: UInt8 = 3
    /// Behind the rule for the default table: nothing is ever asked there.
    private static let last: UInt32 = 32_767

    /// Whether a socket may have cached another one while this route was away.
    static func canMiss(_ route: NetlinkRow) -> Bool {
        // RTA_TABLE, which does not fit the fixed part if it is beyond 255; RT_TABLE_MAIN and _LOCAL.
        let table = route[15].flatMap { NetlinkRow.number($0) } ?? UInt32(route.header[4])
        return route.header.first == UInt8(AF_INET6) && table != 254 && table != 255
    }

    /// Makes every socket look for its route anew.
    ///
    /// A rule that does nothing comes and goes in one message, so that nobody can be killed between the two.
    static func forget() throws(HostError) {
        var header = [UInt8](repeating: 0, count: 12)
        header[0] = UInt8(AF_INET6)
        header[7] = nothing
        // NLM_F_REQUEST | NLM_F_CREATE: only the second is acknowledged.
        var coming = NetlinkRequest(add, flags: 0x401, header: header)
        coming.add(priority, last)
        var going = NetlinkRequest(remove, flags: NetlinkRow.change, header: header)
        going.add(priority, last)
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        let ending = try socket.exchange(going, behind: coming, of: "routing rules") { _, _ in }
        if case .refused(let number, _) = ending {
            throw HostError(.refused, subject: "routing rules", number: number)
        }
    }
}
