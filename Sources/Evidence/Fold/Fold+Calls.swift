internal import Wire

/// Calls of a VPN client's own that leave outside the tunnel.
extension Fold {
    /// Reads the current frame, which is a client's own; probes of ours are none.
    @inline(never)
    mutating func readCall(_ frame: RawSpan) {
        let ends = FlowEnds(
            remote: packet.destination, remotePort: packet.destinationPort,
            transport: packet.transport, localPort: packet.sourcePort)
        guard !probeEnds.contains(ends), let sighting = calls.read(packet, frame) else { return }
        sight(sighting)
        calls.note(sighting, of: packet, stage: stage)
    }

    /// Takes over what another fold of the same frames has read of calls.
    mutating func takeCalls(of other: borrowing Fold) {
        calls = other.calls
        for sighting in Sighting.calls { sightings.replace(sighting, by: other.sightings) }
    }
}
