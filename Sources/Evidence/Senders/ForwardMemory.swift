internal import Wire

/// Remembers the packets that came in last, so that one which leaves again is known as forwarded.
///
/// Whatever the machine does to its source (NAT), a forwarded packet keeps its destination, its
/// length and its identification, and leaves within moments.
struct ForwardMemory {
    /// Packets remembered at once: what comes in between a packet's arrival and its leaving.
    private static let most = 64
    /// How long a packet may take through the machine, in nanoseconds: a queue may hold it a while.
    private static let longest: UInt64 = 50_000_000

    private struct Passage: Equatable {
        var transport: UInt8
        var destination: IPAddress
        var sourcePort: UInt16
        var destinationPort: UInt16
        var length: UInt16
        /// The identification of IPv4; class and flow label of IPv6.
        var mark: UInt32

        /// Whether the packet is the same behind a NAT, which may choose another port only for
        /// packets that are told apart by their identification.
        func isLike(_ other: Passage) -> Bool {
            transport == other.transport && destination == other.destination
                && destinationPort == other.destinationPort && length == other.length
                && mark == other.mark && (sourcePort == other.sourcePort || mark != 0)
        }
    }

    private var passages: [(passage: Passage, source: IPAddress, at: UInt64)] = []
    private var next = 0

    /// Remembers a packet that came in.
    mutating func remember(_ packet: Packet, in frame: RawSpan, at time: UInt64) {
        guard let passage = ForwardMemory.passage(packet, frame) else { return }
        let entry = (passage, packet.source, time)
        if passages.count < ForwardMemory.most {
            passages.append(entry)
        } else {
            passages[next] = entry
            next = (next + 1) % ForwardMemory.most
        }
    }

    /// The address and port that a packet came from, if it came in just before; each is asked for
    /// once.
    mutating func origin(
        of packet: Packet, in frame: RawSpan, at time: UInt64
    ) -> (address: IPAddress, port: UInt16)? {
        guard !passages.isEmpty, let passage = ForwardMemory.passage(packet, frame) else {
            return nil
        }
        let found = passages.first { entry in
            entry.at <= time && time - entry.at <= ForwardMemory.longest
                && entry.passage.isLike(passage)
        }
        guard let found else { return nil }
        // A bridge shows a packet twice, so all its likes are spent.
        passages.removeAll { $0.passage == found.passage }
        next = 0
        return (found.source, found.passage.sourcePort)
    }

    private static func passage(_ packet: Packet, _ frame: RawSpan) -> Passage? {
        let at = packet.network
        let isIPv4 = packet.family == .ipv4
        guard packet.family != .none, packet.fault == .none,
            at + (isIPv4 ? 20 : 40) <= frame.byteCount
        else { return nil }
        return Passage(
            transport: packet.transport, destination: packet.destination,
            sourcePort: packet.sourcePort, destinationPort: packet.destinationPort,
            length: frame.be16(at + (isIPv4 ? 2 : 4)),
            mark: isIPv4 ? UInt32(frame.be16(at + 4)) : frame.be32(at) & 0xfff_ffff)
    }
}
