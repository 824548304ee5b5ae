internal import Wire

/// Watches full-size TCP segments inside the tunnel: acknowledged, or sent again and again in vain.
struct PathSizeWatch {
    /// Payload from which a segment counts as full-size: what an IPv6 minimum link (1280 bytes,
    /// RFC 8200, 5) leaves to TCP. A path that loses only those is a black hole.
    static var fullSize: Int { 1220 }
    /// Transmissions without an answer that make a black hole: TCP has by then backed off for
    /// several round trips, so chance loss is out of the question.
    static var vainTransmissions: Int { 4 }
    /// Segments watched at once; the oldest gives way.
    static var most: Int { 64 }

    struct Segment {
        var source: IPAddress
        var destination: IPAddress
        var ports: UInt32
        var sequence: UInt32
        var end: UInt32
        var transmissions: Int
        /// The first transmissions, which count too once there are as many as make a black hole.
        var seen: InlineArray<4, FrameRecord>
    }

    var segments: [Segment] = []
    var next = 0
}

extension Fold {
    /// Follows one TCP packet inside the tunnel.
    @inline(never)
    mutating func watchPathSize(_ frame: RawSpan) {
        let packet = packet
        guard packet.fault == .none, packet.fragment == .none else { return }
        let sequence = frame.be32(packet.upper &+ 4)
        let ports = UInt32(packet.sourcePort) << 16 | UInt32(packet.destinationPort)
        if packet.payloadCount >= PathSizeWatch.fullSize {
            noteSegment(sequence: sequence, ports: ports)
        }
        // ACK is the fifth flag.
        guard packet.flags & 0x10 != 0, !pathSize.segments.isEmpty else { return }
        let acknowledged = frame.be32(packet.upper &+ 8)
        let turned = ports << 16 | ports >> 16
        let waiting = pathSize.segments.count
        pathSize.segments.removeAll { segment in
            segment.ports == turned && segment.source == packet.destination
                && segment.destination == packet.source
                && Int32(truncatingIfNeeded: acknowledged &- segment.end) >= 0
        }
        if pathSize.segments.count < waiting { sight(.largeSegmentArrived) }
    }

    private mutating func noteSegment(
        sequence: UInt32, ports: UInt32
    ) {
        for index in pathSize.segments.indices {
            guard pathSize.segments[index].ports == ports,
                pathSize.segments[index].sequence == sequence,
                pathSize.segments[index].source == packet.source,
                pathSize.segments[index].destination == packet.destination
            else { continue }
            let count = pathSize.segments[index].transmissions
            pathSize.segments[index].transmissions = count + 1
            if count < PathSizeWatch.vainTransmissions {
                pathSize.segments[index].seen[count] = record
            } else {
                sight(.largeSegmentLost)
            }
            guard count + 1 == PathSizeWatch.vainTransmissions else { return }
            for number in 0...count {
                sight(.largeSegmentLost, pathSize.segments[index].seen[number])
            }
            return
        }
        let segment = PathSizeWatch.Segment(
            source: packet.source, destination: packet.destination, ports: ports,
            sequence: sequence,
            end: sequence &+ UInt32(truncatingIfNeeded: packet.payloadCount), transmissions: 1,
            seen: InlineArray(repeating: record))
        if pathSize.segments.count < PathSizeWatch.most {
            pathSize.segments.append(segment)
        } else {
            pathSize.segments[pathSize.next] = segment
            pathSize.next = (pathSize.next + 1) % PathSizeWatch.most
        }
    }
}
