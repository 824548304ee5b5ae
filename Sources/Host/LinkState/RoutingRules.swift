internal import CShims
internal import Wire

/// The rules that decide which table routes a packet, in the kernel's order, IPv4 first.
///
/// It is plain data, so that another process can restore it.
public struct RoutingRules: Hashable, Codable, Sendable {
    private let rows: [NetlinkRow]

    /// Reads those of the namespace of the calling thread.
    init() throws(HostError) { rows = try RoutingRules.read() }

    /// Whether they mean something, wherever they come from.
    var isSound: Bool { rows.allSatisfy { $0.header.count == 12 } }

    /// Removes what came and adds what is missing, on the calling thread; nil if nothing had to be done.
    func restore() -> Undone? {
        let what = "rules for routes as they were"
        do throws(HostError) {
            var extra = try RoutingRules.read()
            if extra == rows { return nil }
            var missing: [NetlinkRow] = []
            for row in rows {
                if let index = extra.firstIndex(of: row) {
                    extra.remove(at: index)
                } else {
                    missing.append(row)
                }
            }
            // RTM_DELRULE and RTM_NEWRULE; NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE: one may be there twice.
            for row in extra { _ = try row.send(33, flags: NetlinkRow.change, of: "rules") }
            for row in missing { _ = try row.send(32, flags: 0x405, of: "rules") }
            let isRestored = try RoutingRules.read() == rows
            return Undone(what: what, failure: isRestored ? nil : "The rules for routes differ.")
        } catch {
            return Undone(what: what, failure: error.reason)
        }
    }

    private static func read() throws(HostError) -> [NetlinkRow] {
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        var all: [NetlinkRow] = []
        for family in IPFamily.allCases {
            all += try socket.rows(
                RoutingRule.request(family), of: "routing rules", family: family
            ) { NetlinkRow($0, $1, header: 12) }
        }
        return all
    }
}
