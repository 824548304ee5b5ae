internal import Wire

/// Interfaces that are not underlays: the tunnel's, which is the witness, and the loopback.
extension Fold {
    /// Whether a cooked capture says that a frame's interface is a loopback or a tunnel: the ARPHRD
    /// numbers 772; 65534 (no link layer: tun, WireGuard), 768, 769 and 778 (IP tunnels).
    ///
    /// A modem may have no link layer either: what carries the outer flow is an underlay.
    @inline(never)
    mutating func isCookedElsewhere() -> Bool {
        switch packet.hardware {
        case 0, 1: false
        case 772: true
        case 768, 769, 778, 65_534: packet.hardware != underlayHardware
        default: false
        }
    }

    @inline(never)
    mutating func takeElsewhere(_ frame: RawSpan) {
        let outside = current
        if current.role == .underlay {
            guard packet.hardware != 772 else {
                count(.loopback)
                return
            }
            current.index = cookedTunnel()
            current.role = .tunnel
        }
        defer { current = outside }
        guard current.role == .tunnel else {
            count(.loopback)
            if guestVantages.contains(current.index) { noteGuest() }
            return
        }
        count(.inside)
        if packet.family != .none { takeInside(frame) }
    }

    /// The vantage that stands for the tunnel interfaces in a capture of any interface.
    private mutating func cookedTunnel() -> UInt8 {
        if let known = cookedTunnelIndex { return known }
        let outside = vantages[Int(current.index)]
        vantages.append(
            Vantage(
                file: outside.file, name: OutsideText("tunnel"), link: outside.link, role: .tunnel,
                digits: outside.digits))
        let index = UInt8(truncatingIfNeeded: min(vantages.count - 1, Fold.mostVantages))
        cookedTunnelIndex = index
        return index
    }

    /// A frame inside the tunnel: its class is proof that traffic of that class existed.
    private mutating func takeInside(_ frame: RawSpan) {
        let isSent = hostIsSource()
        let local = isSent ? packet.source : packet.destination
        let remote = isSent ? packet.destination : packet.source
        let localPort = isSent ? packet.sourcePort : packet.destinationPort
        let remotePort = isSent ? packet.destinationPort : packet.sourcePort
        tunnelSources.learn(local, reach(of: local, packet.family))

        let trafficClass = classify(frame, remote: remote, port: remotePort)
        if trafficClass == .dns, !isSent, packet.transport == IPProtocol.udp, mayDesignate(frame) {
            learnDesignation(frame)
        }
        var traits: Traits = packet.fragment == .none ? [] : .fragment
        if isSent { traits.formUnion(relations()) }
        traits.remove(.stableIdentifier)
        if outer.match(remote, port: 0, packet.transport).isOuterAddress {
            traits.insert(.toOuterAddress)
        }
        switch trafficClass {
        case .dns, .chatter: traits.formUnion(nameTraits(frame, trafficClass))
        default: break
        }
        var key = FlowKey(
            local: local, remote: remote, localPort: trafficClass.isOneShot ? 0 : localPort,
            remotePort: remotePort, transport: packet.transport, trafficClass: trafficClass,
            stage: UInt8(truncatingIfNeeded: stage), interface: current.index, traits: traits,
            family: packet.family, reach: reach(of: remote, packet.family))
        key.refined = refinement(frame, trafficClass)
        countFlow(key, frame)
        if packet.transport == IPProtocol.tcp { watchPathSize(frame) }
    }

    /// Whether the host is the source of a frame inside the tunnel.
    ///
    /// Its direction does not matter to any verdict; this only keeps question and answer in one
    /// flow. A tunnel interface has no stations: the link layer's word, then the side that uses a
    /// service's port, then the private side, decide.
    private mutating func hostIsSource() -> Bool {
        if record.direction != .unknown { return record.direction == .outbound }
        if packet.direction != .unknown { return packet.direction == .outbound }
        if tunnelSources.contains(packet.source) { return true }
        if tunnelSources.contains(packet.destination) { return false }
        if isPrivate(packet.source, packet.family) != isPrivate(packet.destination, packet.family) {
            return isPrivate(packet.source, packet.family)
        }
        guard packet.sourcePort != 0, packet.destinationPort != 0 else { return true }
        return packet.sourcePort >= packet.destinationPort
    }

    private mutating func isPrivate(_ address: IPAddress, _ family: Packet.Family) -> Bool {
        if family == .ipv4 {
            let bits = address.v4
            return bits >> 24 == 10 || bits >> 20 == 0xac1 || bits >> 16 == 0xc0a8
                || bits >> 22 == 0x191
        }
        return address.high >> 57 == 0x7e
    }

    /// Relates what was seen inside to the claims of the local network, once all of them are known.
    ///
    /// The inside is read before the outside, yet what travelled inside to a claimed prefix is the
    /// control of the checks that judge such claims.
    mutating func relateInside() {
        guard !network.isSilent else { return }
        for row in 0..<flows.rows.count where flows.rows[row].packets > 0 {
            let key = flows.rows[row].key
            guard vantages[Int(key.interface)].role == .tunnel else { continue }
            var packet = Packet.unread
            packet.family = key.family
            packet.destination = key.remote
            let traits = network.traits(of: packet)
            if !traits.isEmpty { flows.rows.update(row) { $0.key.add(traits) } }
        }
    }
}
