internal import Wire

/// Remembers the packets that came in last, so that one which leaves again is known as forwarded.
///
/// Whatever the machine does to its source (NAT), a forwarded packet keeps its destination, its
/// length and its identification, and leaves within moments, or once the next router is found.
struct ForwardMemory {
    /// Packets remembered at once: as many as come in on a busy machine while one waits.
    private static let most = 1 << 14
    /// Packets remembered that are alike: a peer could send nothing else, and they are looked through.
    private static let mostAlike = 16
    /// How long a packet may take through the machine that has another port behind it, in nanoseconds: a
    /// queue may hold it a while, and the longer, the more are like it by chance.
    private static let moment: UInt64 = 50_000_000
    /// How long it may take if all that is known of it is the same: the next router is asked for three times, a
    /// second each (RFC 4861, 10; ARP in Linux does the same).
    private static let longest: UInt64 = 3_000_000_000

    /// Most that is read of what a packet carries: a canary's number, a query's name.
    private static let mostContent = 256

    /// What a NAT leaves as it is.
    private struct Likeness: Hashable {
        var transport: UInt8
        var destination: IPAddress
        var destinationPort: UInt16
        var length: UInt16
        /// What tells it from others to the same port; 0 where nothing does.
        var mark: UInt64
    }

    /// A packet that came in.
    private struct Arrival {
        let source: IPAddress
        let port: UInt16
        let at: UInt64
        let serial: Int
    }

    private var arrivals: [Likeness: [Arrival]] = [:]
    /// The packets in the order in which they came, as a ring.
    private var order: [(likeness: Likeness, serial: Int)] = []
    private var serial = 0

    /// Remembers a packet that came in.
    mutating func remember(_ packet: Packet, in frame: RawSpan, at time: UInt64) {
        guard let likeness = ForwardMemory.likeness(packet, frame) else { return }
        let place = serial % ForwardMemory.most
        if order.count == ForwardMemory.most {
            let oldest = order[place]
            forget(oldest.likeness) { $0.serial == oldest.serial }
            order[place] = (likeness, serial)
        } else {
            order.append((likeness, serial))
        }
        var alike = arrivals[likeness] ?? []
        if alike.count == ForwardMemory.mostAlike { alike.removeFirst() }
        alike.append(
            Arrival(source: packet.source, port: packet.sourcePort, at: time, serial: serial))
        arrivals[likeness] = alike
        serial += 1
    }

    /// The address and port that a packet came from, if it came in before; each is asked for once.
    mutating func origin(
        of packet: Packet, in frame: RawSpan, at time: UInt64
    ) -> (address: IPAddress, port: UInt16)? {
        guard !arrivals.isEmpty, let likeness = ForwardMemory.likeness(packet, frame),
            let before = arrivals[likeness]?.filter({ $0.at <= time })
        else { return nil }
        let same = before.first {
            $0.port == packet.sourcePort && time - $0.at <= ForwardMemory.longest
        }
        // A NAT may choose another port; packets that nothing else tells apart are by theirs.
        let found =
            same
            ?? (likeness.mark == 0
                ? nil : before.first { time - $0.at <= ForwardMemory.moment })
        guard let found else { return nil }
        // A bridge shows a packet twice, so all its likes are spent.
        forget(likeness) { $0.port == found.port }
        return (found.source, found.port)
    }

    private mutating func forget(_ likeness: Likeness, _ isMeant: (Arrival) -> Bool) {
        arrivals[likeness]?.removeAll(where: isMeant)
        if arrivals[likeness]?.isEmpty ?? false { arrivals[likeness] = nil }
    }

    private static func likeness(_ packet: Packet, _ frame: RawSpan) -> Likeness? {
        let at = packet.network
        let isIPv4 = packet.family == .ipv4
        guard packet.family != .none, packet.fault == .none,
            at + (isIPv4 ? 20 : 40) <= frame.byteCount
        else { return nil }
        return Likeness(
            transport: packet.transport, destination: packet.destination,
            destinationPort: packet.destinationPort,
            length: frame.be16(at + (isIPv4 ? 2 : 4)), mark: mark(packet, frame))
    }

    /// The identification of IPv4, class and flow label of IPv6. Who counts comes to 0 as well, once in 65,536
    /// packets, and who sends what must not be cut may leave it there: what a NAT leaves alone behind the ports
    /// tells it then. In an error it rewrites what is quoted.
    private static func mark(_ packet: Packet, _ frame: RawSpan) -> UInt64 {
        let at = packet.network
        let own =
            packet.family == .ipv4 ? UInt32(frame.be16(at + 4)) : frame.be32(at) & 0xfff_ffff
        guard own == 0 else { return UInt64(own) }
        let isStream = packet.transport == IPProtocol.tcp
        guard isStream || packet.transport == IPProtocol.udp else { return 0 }
        var digest = Hasher()
        var length = 0
        let numbers =
            isStream && packet.fragment != .later
            ? packet.upper + 4..<packet.upper + 12 : 0..<0
        let content = packet.payload..<min(packet.end, packet.payload + mostContent)
        for range in [numbers, content] {
            for place in range where place < frame.byteCount {
                digest.combine(frame.u8(place))
                length += 1
            }
        }
        return length == 0 ? 0 : UInt64(UInt32(truncatingIfNeeded: digest.finalize())) | 1 << 32
    }
}
