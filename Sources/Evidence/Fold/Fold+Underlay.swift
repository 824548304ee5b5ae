internal import Wire

/// The underlay: what leaves here, leaves the machine.
extension Fold {
    @inline(always)
    mutating func takeUnderlay(_ frame: RawSpan) {
        guard packet.family != .none else {
            takeNonIP(frame)
            return
        }
        let way = direction()
        guard way != .unknown else {
            takeUndirected()
            return
        }
        // Which way a frame goes is as good as random, so the far end is chosen without a branch.
        let isSent = way == .outbound
        let port = isSent ? packet.destinationPort : packet.sourcePort
        let match = outer.match(
            isSent ? packet.destination : packet.source, port: port, packet.transport)
        if seeksGlobal, isSent, packet.family == .ipv6 { noteGlobal() }
        if match.flow >= 0 {
            takeOuter(frame, flow: match.flow, port: port, isSent: isSent)
        } else if isSent {
            takeStray(frame, toOuterAddress: match.isOuterAddress)
        } else {
            takeReceived(frame)
        }
    }

    /// Notes a global IPv6 source, once in each stage: it shows that the underlay has IPv6.
    @inline(never)
    private mutating func noteGlobal() {
        // Global unicast is 2000::/3 (RFC 4291, 2.4).
        guard packet.source.high >> 61 == 1 else { return }
        if sightings.tally(.globalIPv6, stage: stage).isEmpty { sight(.globalIPv6) }
        seeksGlobal = false
    }

    /// Notes a datagram of ours that went to the entry as if it were the tunnel's.
    @inline(never)
    private mutating func notePlaintext() {
        guard plaintextPorts.contains(packet.sourcePort) else { return }
        sight(.plaintextToEntry)
    }

    @inline(never)
    private mutating func takeUndirected() {
        count(.undirected)
        blindness.undirected[Int(current.index), default: 0] &+= 1
    }

    /// Who sent a frame: the link layer's word, else the host's names.
    @inline(always)
    mutating func direction() -> FrameDirection {
        guard current.stationTells, record.direction == .unknown, packet.sourceStation != 0 else {
            return rareDirection()
        }
        return packet.sourceStation == firstStation ? .outbound : .inbound
    }

    /// Who sent a frame, for every kind of link and host.
    @inline(never)
    private mutating func rareDirection() -> FrameDirection {
        if record.direction != .unknown { return record.direction }
        if packet.direction != .unknown { return packet.direction }
        if packet.sourceStation == 0 { return directionByAddress() }
        // Where no station of ours is known, nobody can say: see `HostIdentity.Basis.unknown`.
        guard !host.stations.isEmpty else { return .unknown }
        return host.isStation(packet.sourceStation) ? .outbound : .inbound
    }

    private mutating func directionByAddress() -> FrameDirection {
        if host.addresses.contains(packet.source) { return .outbound }
        if host.addresses.contains(packet.destination) { return .inbound }
        return reach(of: packet.destination, packet.family) == .group ? .inbound : .unknown
    }

    /// A frame of the tunnel's own, in either direction.
    @inline(always)
    private mutating func takeOuter(_ frame: RawSpan, flow: Int, port: UInt16, isSent: Bool) {
        count(.outer(flow, isSent: isSent))
        network.nextHop = isSent ? packet.destinationStation : network.nextHop
        if packet.fragment != .none, isSent { fragments.remember(packet, allowedAs: flow) }
        if seeksPlaintext, isSent { notePlaintext() }
        if examination.wants(flow) { examine(frame, flow: flow, port: port, isSent: isSent) }
    }

    /// A frame that the host sent and that is not the tunnel's.
    @inline(never)
    private mutating func takeStray(_ frame: RawSpan, toOuterAddress: Bool) {
        if let kind = tolerated(frame) {
            count(kind)
            if kind == .dhcp || kind == .dhcpv6 { noteLease(kind, frame) }
            if kind == .neighbourDiscovery { noteNeighbour(frame) }
            return
        }
        if packet.fragment == .later, let flow = fragments.allowedFlow(of: packet) {
            count(.outer(flow, isSent: true))
            return
        }
        if packet.fault != .none, takeFaulty(toOuterAddress: toOuterAddress) { return }
        let trafficClass = classify(frame)
        if let kind = allowed(frame, trafficClass) {
            count(kind)
            return
        }
        takeViolation(frame, trafficClass, toOuterAddress: toOuterAddress)
    }

    /// A frame whose headers could not all be read; true if that makes it unjudgeable.
    ///
    /// Where its addresses were read and are not the tunnel's, it left the machine for somewhere
    /// else, and that is enough to judge it.
    @inline(never)
    private mutating func takeFaulty(toOuterAddress: Bool) -> Bool {
        let isAddressed = packet.source != .unspecified || packet.destination != .unspecified
        guard !isAddressed || toOuterAddress else { return false }
        takeUndecoded()
        return true
    }

    /// What the allowance covers, beside the tunnel and the always tolerated.
    @inline(always)
    private mutating func allowed(_ frame: RawSpan, _ trafficClass: TrafficClass) -> Expected? {
        if allowance.allowsLocalNetwork, trafficClass != .dns,
            Allowance.isLocal(packet.destination, packet.family)
        {
            return .localNetwork
        }
        return allowance.entries.isEmpty ? nil : allowedEntry(frame)
    }

    @inline(never)
    private mutating func allowedEntry(_ frame: RawSpan) -> Expected? {
        let now = stages.marks[stage].stage
        for (number, entry) in allowance.entries.prefix(Allowance.mostEntries).enumerated()
        where entry.prefix.contains(packet.destination)
            && (entry.port == nil || entry.port == packet.destinationPort)
            && (entry.transport == nil || entry.transport == packet.transport)
            && (entry.stage == nil || entry.stage == now)
        {
            if entry.isControlPlane { readCall(frame) }
            return .entry(number)
        }
        return nil
    }

    /// A frame that left outside the tunnel without leave.
    @inline(always)
    private mutating func takeViolation(
        _ frame: RawSpan,
        _ trafficClass: TrafficClass, toOuterAddress: Bool
    ) {
        var trafficClass = trafficClass
        if packet.fragment != .none {
            trafficClass = fragments.classify(packet, first: trafficClass)
        }
        var traits = relations()
        if toOuterAddress { traits.insert(.toOuterAddress) }
        switch trafficClass {
        case .dns, .chatter: traits.formUnion(nameTraits(frame, trafficClass))
        default: break
        }
        var key = FlowKey(
            local: packet.source, remote: packet.destination,
            localPort: trafficClass.isOneShot ? 0 : packet.sourcePort,
            remotePort: packet.destinationPort, transport: packet.transport,
            trafficClass: trafficClass, stage: UInt8(truncatingIfNeeded: stage),
            interface: current.index, traits: traits, family: packet.family,
            reach: reach(of: packet.destination, packet.family))
        if packet.fault == .cut || Int(record.originalLength) > frame.byteCount {
            noteCut(frame.byteCount)
        }
        key.refined = refinement(frame, trafficClass)
        countFlow(key, frame)
    }

    /// Counts a frame of a flow and keeps its bytes while there is room.
    @inline(always)
    mutating func countFlow(_ key: FlowKey, _ frame: RawSpan) {
        if kept.isFull(forHello: false), !mayHoldHello(frame) {
            flows.touch(key, length: record.originalLength, at: record.time, frame: record.number)
        } else {
            keepAndCount(key, frame)
        }
    }

    @inline(never)
    private mutating func noteCut(_ length: Int) {
        blindness.cutFrames &+= 1
        blindness.shortestCut = min(blindness.shortestCut, length)
    }
}

extension HostIdentity {
    /// Whether a MAC address is one of the host's.
    func isStation(_ value: UInt64) -> Bool { stations.contains { $0.value == value } }
}
