internal import CShims
public import Wire

/// A socket of the kernel's tables.
public struct SocketEntry: Hashable, Codable, Sendable {
    /// TCP or UDP, by number (`IPProtocol`).
    public let transport: UInt8
    /// Our end; all zero for every address.
    public let local: IPAddress
    /// Our port.
    public let localPort: UInt16
    /// The other end; all zero if there is none.
    public let remote: IPAddress
    /// The other end's port; 0 if there is none.
    public let remotePort: UInt16
    /// The state (`TCP_…`): 1 is established, 7 unconnected, 10 listening.
    public let state: UInt8
    /// The user that it belongs to.
    public let user: UInt32
    /// The kernel's number of it, by which its owner is found; 0 once its program has let go.
    public let inode: UInt64
    /// The number of the control group that opened it, where the kernel tells.
    public var controlGroup: UInt64?
    /// Its mark, where the kernel tells, which takes a privilege.
    public var mark: UInt32?

    /// Whether it has another end.
    var isConnected: Bool { remotePort != 0 }
}

extension SocketEntry {
    /// The question for all sockets of a protocol and a family (sock_diag(7)).
    static func request(
        _ transport: UInt8, _ family: IPFamily, states: UInt32 = .max
    ) -> NetlinkRequest {
        // inet_diag_req_v2: states as bits, no further details, no particular socket.
        var header: [UInt8] = [family.number, transport, 0, 0]
        header.append(host: states)
        header += [UInt8](repeating: 0, count: 48)
        return NetlinkRequest(20, answer: 20, header: header)
    }

    /// Reads an `inet_diag_msg` and its attributes; nil if it is damaged.
    init?(_ transport: UInt8, _ bytes: RawSpan, _ payload: Range<Int>) {
        let start = payload.lowerBound
        guard payload.count >= 72, let family = IPFamily(number: bytes.u8(start)) else {
            return nil
        }
        self.transport = transport
        state = bytes.u8(start + 1)
        // inet_diag_sockid begins at 4, with ports and addresses as on the wire.
        localPort = bytes.be16(start + 4)
        remotePort = bytes.be16(start + 6)
        switch family {
        case .ipv4:
            local = IPAddress(v4In: bytes, at: start + 8)
            remote = IPAddress(v4In: bytes, at: start + 24)
        case .ipv6:
            local = IPAddress(v6In: bytes, at: start + 8)
            remote = IPAddress(v6In: bytes, at: start + 24)
        }
        user = bytes.host32(start + 64)
        inode = UInt64(bytes.host32(start + 68))
        var attributes = NetlinkAttributes(start + 72..<payload.upperBound)
        while let (number, value) = attributes.next(in: bytes) {
            switch number {
            // INET_DIAG_MARK, INET_DIAG_CGROUP_ID.
            case 15: mark = bytes.number(value)
            case 21 where value.count == 8: controlGroup = bytes.host64(value.lowerBound)
            default: continue
            }
        }
        if attributes.isMalformed { return nil }
    }
}

extension Machine {
    /// The TCP and UDP sockets of the namespace, or why they are not known.
    public func sockets() async throws(HostError) -> Reading<[SocketEntry]> {
        try await namespace.run { () throws(HostError) in Reading(Machine.readSockets) }
    }

    static func readSockets() throws(HostError) -> [SocketEntry] {
        try readSockets([IPProtocol.tcp, IPProtocol.udp])
    }

    static func readSockets(_ transports: [UInt8]) throws(HostError) -> [SocketEntry] {
        var socket = try NetlinkSocket(NETLINK_SOCK_DIAG)
        var all: [SocketEntry] = []
        for transport in transports {
            for family in IPFamily.allCases {
                let subject = "\(IPProtocol.name(transport)) sockets"
                let rows = try socket.rows(
                    SocketEntry.request(transport, family), of: subject, family: family
                ) { SocketEntry(transport, $0, $1) }
                all += Canonical.ordered(rows) {
                    [
                        UInt64($0.localPort), $0.local.high, $0.local.low,
                        UInt64($0.remotePort), $0.remote.high, $0.remote.low, $0.inode,
                    ]
                }
            }
        }
        return all
    }
}
