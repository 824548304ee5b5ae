internal import Evidence
internal import Glibc
internal import Wire

/// One of the kernel's tables of sockets.
struct SocketDump: Hashable {
    let source: Source
    let family: IPFamily

    /// Where the kernel tells a table.
    enum Source: Hashable {
        /// By sock_diag(7), for this protocol.
        case netlink(UInt8)
        /// By a file of the namespace: not every kernel has raw sockets in sock_diag, and none has
        /// sockets for echo requests (icmp(7)).
        case file(isRaw: Bool)
    }

    /// A socket as a table shows it.
    struct Row {
        /// Tells it from every other socket of its table.
        var identity: UInt64
        /// Without who holds it.
        var sighting: SocketSighting
        /// The kernel's number of the control group that opened it.
        var group: UInt64?
    }

    /// Every table whose sockets can send, those with the shortest lives first.
    static let all: [SocketDump] = [
        Source.netlink(IPProtocol.udp), .netlink(IPProtocol.tcp), .file(isRaw: true),
        .file(isRaw: false),
    ].flatMap { source in IPFamily.allCases.map { SocketDump(source: source, family: $0) } }

    /// What the table has now.
    func rows(
        _ socket: inout NetlinkSocket, at time: UInt64
    ) throws(HostError) -> [Row] {
        switch source {
        case .file(let isRaw): return try rows(isRaw: isRaw, at: time)
        case .netlink(let transport):
            return try socket.rows(
                SocketEntry.request(transport, family, states: SocketDump.states),
                of: "\(IPProtocol.name(transport)) sockets", family: family
            ) { bytes, payload in SocketDump.row(transport, bytes, payload, at: time) }
        }
    }

    /// The socket that a message of the groups for destroyed sockets is about, and its table.
    static func destroyed(
        _ bytes: RawSpan, _ payload: Range<Int>, at time: UInt64
    ) -> (SocketDump, Row)? {
        guard payload.count >= 72, let family = IPFamily(number: bytes.u8(payload.lowerBound))
        else { return nil }
        var attributes = NetlinkAttributes(payload.lowerBound + 72..<payload.upperBound)
        while let (number, value) = attributes.next(in: bytes) {
            // INET_DIAG_PROTOCOL.
            guard number == 10, value.count == 1 else { continue }
            let transport = bytes.u8(value.lowerBound)
            guard transport == IPProtocol.tcp || transport == IPProtocol.udp,
                var row = row(transport, bytes, payload, at: time), row.sighting.localPort != 0
            else { return nil }
            // Neither is told any more.
            row.sighting.user = nil
            row.sighting.inode = nil
            return (SocketDump(source: .netlink(transport), family: family), row)
        }
        return nil
    }

    /// All states but those of connections that no program has: TCP_TIME_WAIT (6) and
    /// TCP_NEW_SYN_RECV (12).
    private static let states = ~(UInt32(1) << 6 | 1 << 12)
    /// The state of a TCP socket that waits for connections (TCP_LISTEN).
    private static let listening: UInt8 = 10
    /// Most bytes of a table's file; a row has some hundred.
    private static let largestFile = 1 << 20

    private static func row(
        _ transport: UInt8, _ bytes: RawSpan, _ payload: Range<Int>, at time: UInt64
    ) -> Row? {
        guard let entry = SocketEntry(transport, bytes, payload) else { return nil }
        let isTCP = transport == IPProtocol.tcp
        var sighting = SocketSighting(
            isTCP ? .tcp : .udp, local: entry.local, port: entry.localPort,
            remote: entry.isConnected ? entry.remote : nil, port: entry.remotePort, at: time)
        sighting.isListening = isTCP && entry.state == listening
        sighting.user = entry.user
        sighting.inode = entry.inode == 0 ? nil : entry.inode
        // The socket's cookie (inet_diag_sockid).
        return Row(
            identity: bytes.host64(payload.lowerBound + 44), sighting: sighting,
            group: entry.controlGroup)
    }

    private func rows(isRaw: Bool, at time: UInt64) throws(HostError) -> [Row] {
        let file = (isRaw ? "raw" : "icmp") + (family == .ipv6 ? "6" : "")
        let bytes = try BoundedFile.bytes(
            of: "/proc/thread-self/net/\(file)", most: SocketDump.largestFile)
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst()
        return lines.compactMap { row($0, isRaw: isRaw, at: time) }
    }

    /// A row of such a file: slot, our end, the other end, state, queues, timer, retransmits, user,
    /// timeout, inode (proc_pid_net(5)).
    private func row(_ line: Substring, isRaw: Bool, at time: UInt64) -> Row? {
        let fields = line.split(separator: " ")
        guard fields.count >= 10, let local = end(fields[1]), let remote = end(fields[2]),
            let inode = UInt64(fields[9])
        else { return nil }
        let isAnywhere = remote.address == .unspecified || remote.address == IPAddress(v4: 0)
        // A raw socket has the number of its protocol in place of a port.
        var sighting = SocketSighting(
            isRaw ? .raw(UInt8(truncatingIfNeeded: local.number)) : .echo, local: local.address,
            port: isRaw ? 0 : local.number, remote: isAnywhere ? nil : remote.address, at: time)
        sighting.user = UInt32(fields[7])
        sighting.inode = inode == 0 ? nil : inode
        return Row(identity: inode, sighting: sighting)
    }

    /// An address and a port: words in this machine's order, in hexadecimal digits.
    private func end(_ text: Substring) -> (address: IPAddress, number: UInt16)? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, parts[0].utf8.count == family.size * 2,
            let number = UInt16(parts[1], radix: 16)
        else { return nil }
        var words: [UInt32] = []
        var rest = parts[0]
        while !rest.isEmpty {
            guard let word = UInt32(rest.prefix(8), radix: 16) else { return nil }
            words.append(UInt32(bigEndian: word))
            rest = rest.dropFirst(8)
        }
        if family == .ipv4 { return (IPAddress(v4: words[0]), number) }
        return (
            IPAddress(
                high: UInt64(words[0]) << 32 | UInt64(words[1]),
                low: UInt64(words[2]) << 32 | UInt64(words[3])), number
        )
    }
}
