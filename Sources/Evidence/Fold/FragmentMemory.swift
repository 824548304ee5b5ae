internal import Wire

/// Remembers first fragments, whose ports decide for the rest of their datagrams.
struct FragmentMemory {
    /// Datagrams remembered at once: fragments of one datagram are sent back to back.
    private static var most: Int { 16 }

    private struct Datagram {
        var source: IPAddress
        var destination: IPAddress
        var identification: UInt32
        var transport: UInt8
        var verdict: Verdict
    }

    /// What was decided about the first fragment.
    private enum Verdict {
        case outer(Int)
        case stray(TrafficClass)
    }

    private var datagrams: [Datagram] = []
    private var next = 0

    /// Remembers a first fragment of the tunnel's own.
    @inline(never) mutating func remember(_ packet: Packet, allowedAs flow: Int) {
        if packet.fragment == .first { remember(packet, .outer(flow)) }
    }

    /// The outer flow that a later fragment belongs to, if its first fragment was the tunnel's.
    @inline(never) func allowedFlow(of packet: Packet) -> Int? {
        if case .outer(let flow) = verdict(packet) { flow } else { nil }
    }

    /// The class of a fragment's whole datagram: that of its first fragment, where it was seen.
    @inline(never) mutating func classify(
        _ packet: Packet, first: TrafficClass
    ) -> TrafficClass {
        if packet.fragment == .first {
            remember(packet, .stray(first))
            return first
        }
        if case .stray(let known) = verdict(packet) { return known }
        return first
    }

    private func verdict(_ packet: Packet) -> Verdict? {
        for datagram in datagrams
        where datagram.identification == packet.identification
            && datagram.source == packet.source && datagram.destination == packet.destination
            && datagram.transport == packet.transport
        {
            return datagram.verdict
        }
        return nil
    }

    private mutating func remember(_ packet: Packet, _ verdict: Verdict) {
        let datagram = Datagram(
            source: packet.source, destination: packet.destination,
            identification: packet.identification, transport: packet.transport, verdict: verdict)
        if datagrams.count < FragmentMemory.most {
            datagrams.append(datagram)
        } else {
            datagrams[next] = datagram
            next = (next + 1) % FragmentMemory.most
        }
    }
}
