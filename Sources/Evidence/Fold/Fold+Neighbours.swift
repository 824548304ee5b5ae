internal import Wire

/// What ARP and neighbour discovery tell: which addresses are asked for, and which are told.
extension Fold {
    /// ARP (RFC 826).
    @inline(never)
    mutating func learnFromARP(_ frame: RawSpan) {
        let at = packet.network
        guard frame.byteCount &- at >= 28, frame.be16(at &+ 2) == EtherType.ipv4 else { return }
        let isQuestion = frame.be16(at &+ 6) == 1
        let sender = IPAddress(v4: frame.be32(at &+ 14))
        let target = IPAddress(v4: frame.be32(at &+ 24))
        switch direction() {
        case .outbound:
            if tunnelSources.contains(sender) {
                sight(.innerAddressTold)
            } else if !isQuestion {
                sight(.addressAnswered)
            }
            if isQuestion { noteQuestion(for: target, by: sender) }
        case .inbound:
            if isQuestion, tunnelSources.contains(target) { sight(.innerAddressAsked) }
        case .unknown: return
        }
    }

    /// The host asking for a public address says that the network claims it on link.
    private mutating func noteQuestion(for target: IPAddress, by sender: IPAddress) {
        guard target.isPublic, sender != target, sender.v4 != 0,
            !network.gateways.contains(target),
            !allowance.outer.contains(where: { $0.prefix.contains(target) })
        else { return }
        _ = network.add(.onLink(IPPrefix(host: target)))
        observations.add(.publicAddressAsked(target), record, current.index)
        sight(.publicAddressAsked)
    }

    /// Neighbour discovery that the host sent: an advertisement of the tunnel's address, or any
    /// message from it (RFC 4861, 4.3 and 4.4).
    @inline(never)
    mutating func noteNeighbour(_ frame: RawSpan) {
        let bytes = frame.extracting(packet.upper..<packet.end)
        let told = NeighbourMessage(bytes).flatMap {
            $0.type == ICMPv6Type.neighbourAdvertisement ? $0.target : nil
        }
        if tunnelSources.contains(told ?? packet.source) { sight(.innerAddressTold) }
    }
}
