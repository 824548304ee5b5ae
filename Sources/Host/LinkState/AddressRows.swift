internal import CShims
internal import Glibc
internal import Wire

/// The addresses of a link, as rows that can be handed back to the kernel.
enum AddressRows {
    // IFA_ADDRESS and IFA_LOCAL, IFA_CACHEINFO, IFA_FLAGS.
    private static let peer: UInt16 = 1
    private static let local: UInt16 = 2
    private static let lifetimes: UInt16 = 6
    private static let flags: UInt16 = 8
    // IFA_F_NODAD, _HOMEADDRESS, _MANAGETEMPADDR, _NOPREFIXROUTE and _MCAUTOJOIN: the kernel makes the
    // other flags itself.
    private static let settable: UInt32 = 0x712
    // IFA_F_TEMPORARY, in IPv6, and IFA_F_TENTATIVE.
    private static let temporary: UInt32 = 0x01
    private static let tentative: UInt32 = 0x40

    /// The addresses of a link in the kernel's order, IPv4 first.
    ///
    /// Temporary ones (RFC 8981) are left out: only the kernel can make them, and makes others.
    static func read(of index: UInt32) throws(HostError) -> [NetlinkRow] {
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        var all: [NetlinkRow] = []
        for family in IPFamily.allCases {
            all += try socket.rows(
                InterfaceAddress.request(family), of: "addresses", family: family
            ) { NetlinkRow($0, $1, header: 8) }
            .filter { row in
                row.number(at: 4) == index && (family == .ipv4 || flags(row) & temporary == 0)
            }
        }
        return all
    }

    private static func flags(_ row: NetlinkRow) -> UInt32 {
        row[flags].flatMap { NetlinkRow.number($0) } ?? UInt32(row.header.dropFirst(2).first ?? 0)
    }

    /// The address itself.
    static func address(_ row: NetlinkRow) -> [UInt8]? { row[local] ?? row[peer] }

    /// Whether nobody knows yet that it is nobody else's.
    static func isTentative(_ row: NetlinkRow) -> Bool {
        row.header.first == UInt8(AF_INET6) && flags(row) & tentative != 0
    }

    /// What tells one from another: all but its age, and the flags that the kernel makes.
    static func key(_ row: NetlinkRow) -> NetlinkRow {
        var key = row.without(lifetimes, flags)
        var bytes: [UInt8] = []
        bytes.append(host: flags(row) & settable)
        key.attributes.append(NetlinkRow.Attribute(number: flags, value: bytes))
        if key.header.count > 2 { key.header[2] = UInt8(truncatingIfNeeded: flags(row) & settable) }
        return key
    }

    /// The row as it is handed back, with its lifetimes.
    private static func sendable(_ row: NetlinkRow) -> NetlinkRow {
        var sendable = key(row)
        if let lifetimes = row[lifetimes] {
            sendable.attributes.append(
                NetlinkRow.Attribute(number: self.lifetimes, value: lifetimes))
        }
        return sendable
    }

    /// Removes what came, and adds what is missing.
    static func mend(_ wanted: [NetlinkRow], of index: UInt32) throws(HostError) {
        let now = try read(of: index)
        let keys = Set(now.map(key))
        let wantedKeys = Set(wanted.map(key))
        for row in now where !wantedKeys.contains(key(row)) {
            _ = try sendable(row).send(21, flags: NetlinkRow.change, of: "addresses")
        }
        // The kernel puts a new IPv6 address before those of its scope, and one of IPv4 behind them.
        let isSix = { (row: NetlinkRow) in row.header.first == UInt8(AF_INET6) }
        let order = wanted.filter { !isSix($0) } + wanted.filter(isSix).reversed()
        for row in order where !keys.contains(key(row)) {
            _ = try sendable(row).send(20, flags: NetlinkRow.create, of: "addresses")
        }
    }
}
