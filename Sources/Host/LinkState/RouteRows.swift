internal import CShims
internal import Glibc
internal import Wire

/// The routes that go with a link, as rows that can be handed back to the kernel.
enum RouteRows {
    /// RTA_NH_ID: the ways stand in an object of their own.
    static let hopObject: UInt16 = 30
    // RTA_OIF, RTA_PREFSRC, RTA_MULTIPATH, RTA_CACHEINFO, RTA_EXPIRES.
    private static let link: UInt16 = 4
    private static let source: UInt16 = 7
    private static let ways: UInt16 = 9
    private static let age: UInt16 = 12
    private static let expiry: UInt16 = 23
    // RTNH_F_ONLINK, the only flag that is set by hand, and RTNH_F_DEAD.
    static let onLink: UInt32 = 4
    static let dead: UInt32 = 1
    /// Ticks a second in what the kernel tells (USER_HZ).
    private static let ticks: Int32 = 100

    /// The routes of all tables that lead through a link or start at one of its addresses, in the
    /// kernel's order, IPv4 first.
    static func read(
        through index: UInt32, from addresses: [NetlinkRow]
    ) throws(HostError) -> [NetlinkRow] {
        let own = Set(addresses.compactMap(AddressRows.address))
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        var all: [NetlinkRow] = []
        for family in IPFamily.allCases {
            all += try socket.rows(Route.request(family), of: "routes", family: family) {
                NetlinkRow($0, $1, header: 12)
            }
            .filter { leads($0, through: index) || $0[source].map(own.contains) ?? false }
            .map { kept($0) }
        }
        return all
    }

    private static func leads(_ row: NetlinkRow, through index: UInt32) -> Bool {
        if let only = row[link] { return NetlinkRow.number(only) == index }
        return steps(row).contains { NetlinkRow.number(row[ways]?[$0 + 4..<$0 + 8] ?? []) == index }
    }

    /// Where the ways of a route with several begin (`rtnexthop`), all of them whole.
    private static func steps(_ row: NetlinkRow) -> [Int] {
        let bytes = row[ways] ?? []
        var starts: [Int] = []
        var at = 0
        while bytes.count - at >= 8 {
            // In this machine's byte order.
            let length = Int(UInt16(littleEndian: UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8))
            guard length >= 8, length <= bytes.count - at else { break }
            starts.append(at)
            at += (length + 3) & ~3
        }
        return starts
    }

    /// The row with these flags alone; those of ways that are dead tell a route from one that is whole.
    static func kept(_ row: NetlinkRow, flags: UInt32 = onLink | dead) -> NetlinkRow {
        var kept = row
        kept.put(row.number(at: 8) & flags, at: 8)
        guard let place = row.attributes.firstIndex(where: { $0.number == ways }) else {
            return kept
        }
        for start in steps(row) {
            kept.attributes[place].value[start + 2] &= UInt8(truncatingIfNeeded: flags)
        }
        return kept
    }

    /// Whether the kernel alone makes and removes it: ways to this machine itself and to groups.
    private static func isKernels(_ row: NetlinkRow) -> Bool {
        // RTPROT_KERNEL, and any type but RTN_UNICAST.
        row.header.count > 7 && row.header[5] == 2 && row.header[7] != 1
    }

    /// What tells one from another: all but its age.
    static func key(_ row: NetlinkRow) -> NetlinkRow { row.without(age, expiry) }

    /// How long a route is valid still; nil for ever.
    static func secondsLeft(_ row: NetlinkRow) -> Int32? {
        // `rta_cacheinfo`: the third number.
        guard let age = row[age], age.count >= 12, let left = NetlinkRow.number(age[8..<12])
        else { return nil }
        let seconds = Int32(bitPattern: left) / ticks
        return seconds > 0 ? seconds : nil
    }

    /// The row as it is handed back, with what is left of its life.
    static func sendable(_ row: NetlinkRow) -> NetlinkRow {
        var sendable = kept(key(row), flags: onLink)
        if let seconds = secondsLeft(row) {
            var bytes: [UInt8] = []
            bytes.append(host: seconds)
            sendable.attributes.append(NetlinkRow.Attribute(number: expiry, value: bytes))
        }
        return sendable
    }

    /// Removes what came, and adds what is missing.
    static func mend(
        _ wanted: [NetlinkRow], through index: UInt32, from addresses: [NetlinkRow]
    ) throws(HostError) {
        let now = try read(through: index, from: addresses)
        let keys = Set(now.map(key))
        let wantedKeys = Set(wanted.map(key))
        for row in now where !isKernels(row) && !wantedKeys.contains(key(row)) {
            _ = try kept(key(row), flags: onLink)
                .send(25, flags: NetlinkRow.change, of: "routes")
        }
        var missing = wanted.filter { !isKernels($0) && !keys.contains(key($0)) }
        // A way by a router needs another route to that router first.
        while !missing.isEmpty {
            var refused: [NetlinkRow] = []
            for row in missing {
                let refusal = try sendable(row).send(24, flags: NetlinkRow.append, of: "routes")
                if let refusal, refusal != EEXIST { refused.append(row) }
            }
            if refused.count == missing.count { return }
            missing = refused
        }
    }
}
