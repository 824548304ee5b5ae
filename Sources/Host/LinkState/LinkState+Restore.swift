internal import Glibc

extension LinkState {
    /// Looks at whether it helped: two seconds, which an IPv6 address takes until it is known to be nobody
    /// else's (RFC 4862, 5.4), and as much again.
    private static let looks = 200
    /// Time between two looks, in microseconds.
    private static let pause: UInt32 = 20_000

    /// Brings the link to what it was, on the calling thread; nil if nothing had to be done.
    func restore() -> Undone? {
        let what = "\(name) as it was"
        do throws(HostError) {
            var difference = try self.difference()
            if difference == nil {
                // Whoever restored it may have been killed right then.
                try freshen()
                return nil
            }
            if try LinkState.row(of: index) == nil {
                if unsafe if_nametoindex(name) != 0 {
                    return Undone(
                        what: "nothing: \(name) was made anew by somebody else", failure: nil)
                }
                if let failure = try maker.make(name, index) {
                    return Undone(what: what, failure: failure)
                }
            }
            for _ in 0..<LinkState.looks {
                try mend()
                difference = try self.difference()
                if difference == nil { return Undone(what: what, failure: nil) }
                usleep(LinkState.pause)
            }
            return Undone(what: what, failure: difference)
        } catch {
            return Undone(what: what, failure: error.reason)
        }
    }

    /// What is not as it was; nil if all is.
    func difference() throws(HostError) -> String? {
        guard let row = try LinkState.row(of: index) else { return "The link is not there." }
        if LinkState.kept(row) != link { return "The link itself differs." }
        if let setting = settings.first(where: { !$0.isThere }) {
            return "\(setting.file) differs."
        }
        let now = try AddressRows.read(of: index)
        if now.contains(where: AddressRows.isTentative)
            || Set(now.map(AddressRows.key)) != Set(addresses.map(AddressRows.key))
        {
            return "Its addresses differ."
        }
        if try Set(NeighbourRows.read(of: index)) != Set(neighbours) {
            return "Its neighbours differ."
        }
        let ways = try RouteRows.read(through: index, from: addresses)
        if Set(ways.map(RouteRows.key)) != Set(routes.map(RouteRows.key)) {
            return "Its routes differ."
        }
        return try order.differs(from: RouteOrder(around: order.rows))
            ? "The order of its routes differs." : nil
    }

    /// Puts back what differs, what others need first: settings before the link goes up, addresses before
    /// routes.
    private func mend() throws(HostError) {
        guard let row = try LinkState.row(of: index) else { return }
        let isUp = row.number(at: 8) & 1 != 0
        if LinkState.kept(row) != link, !isUp {
            _ = try downLink.send(19, flags: NetlinkRow.change, of: name)
        }
        for setting in settings where !setting.isThere { setting.restore() }
        if LinkState.kept(row) != link {
            _ = try link.send(19, flags: NetlinkRow.change, of: name)
        }
        guard link.number(at: 8) & 1 != 0 else { return }
        try AddressRows.mend(addresses, of: index)
        try NeighbourRows.mend(neighbours, of: index)
        try RouteRows.mend(routes, through: index, from: addresses)
        try order.mend()
        try freshen()
    }

    /// Leads open flows back to its routes.
    private func freshen() throws(HostError) {
        if routes.contains(where: CachedRoutes.canMiss) { try CachedRoutes.forget() }
    }
}
