internal import Wire

extension Fold {
    /// Gives flows that probes of ours made the traits of these probes.
    ///
    /// A flow is a probe's if the far end, the protocol and the host's port are; the host's address
    /// does not matter, since forwarding changes it. Flows without a port of the host's are a probe's
    /// only if all probes to that end are of its kind.
    mutating func relate(to probes: [Answer]) {
        var marks: [FlowEnds: Traits] = [:]
        var shared: [FlowEnds: Traits] = [:]
        for probe in probes {
            guard let transport = probe.transport else { continue }
            let end = FlowEnds(
                remote: probe.remote, remotePort: probe.remotePort, transport: transport,
                localPort: probe.localPort ?? 0)
            let traits = probe.traits
            if end.localPort != 0 { marks[end, default: []].formUnion(traits) }
            var common = end
            common.localPort = 0
            shared[common] = shared[common].map { $0.intersection(traits) } ?? traits
        }
        guard !shared.isEmpty || !guestFlows.isEmpty else { return }
        for row in 0..<flows.usedRows {
            let key = flows.rows[row].key
            let end = FlowEnds(
                remote: key.remote, remotePort: key.remotePort, transport: key.transport,
                localPort: key.localPort)
            var traits = (key.localPort == 0 ? shared[end] : marks[end]) ?? []
            if guestFlows.contains(end) { traits.insert(.forwarded) }
            if !traits.isEmpty { flows.rows.update(row) { $0.key.add(traits) } }
        }
    }
}

extension Fold {
    /// Most flows of guests that are told apart; whoever runs there chooses how many there are.
    private static let mostGuestFlows = 4096

    /// Notes what a guest sent, to know it again when it leaves. Address translation keeps the port
    /// where it is free, and a flow without ports is not told from the machine's own.
    @inline(never)
    mutating func noteGuest() {
        guard packet.family != .none, packet.sourcePort != 0,
            record.direction == .inbound || packet.direction == .inbound,
            guestFlows.count < Fold.mostGuestFlows
        else { return }
        guestFlows.insert(
            FlowEnds(
                remote: packet.destination, remotePort: packet.destinationPort,
                transport: packet.transport, localPort: packet.sourcePort))
    }

    /// Learns of the probes of a run: which packets are theirs and no call of a client's, which
    /// datagrams go to an outer flow's own address and port, and which names only systemd-resolved was
    /// asked for.
    mutating func learn(of probes: [Answer]) {
        let hashes = { (answers: [Answer]) in
            Set(answers.compactMap(\.mark).map { KnownNames.hash(of: $0.utf8) })
        }
        let others = probes.filter { !$0.isOfResolved && ($0.kind == .dns || $0.kind == .whoami) }
        resolvedNames = hashes(probes.filter(\.isOfResolved)).subtracting(hashes(others))
        for probe in probes {
            guard let port = probe.localPort else { continue }
            // Look-ups travel over either.
            for transport in probe.transport.map({ [$0] }) ?? [IPProtocol.udp, IPProtocol.tcp] {
                probeEnds.insert(
                    FlowEnds(
                        remote: probe.remote, remotePort: probe.remotePort, transport: transport,
                        localPort: port))
            }
        }
        for probe in probes where probe.kind == .udp && probe.user != 0 {
            guard let port = probe.localPort,
                outer.match(probe.remote, port: probe.remotePort, IPProtocol.udp).flow >= 0
            else { continue }
            plaintextPorts.insert(port)
        }
        seeksPlaintext = !plaintextPorts.isEmpty
    }
}

/// What tells a flow whatever was done to the host's address on its way.
struct FlowEnds: Hashable {
    var remote: IPAddress
    var remotePort: UInt16
    var transport: UInt8
    var localPort: UInt16
}

extension Answer {
    /// The protocol that it travels by; nil where it is not one packet's.
    fileprivate var transport: UInt8? {
        switch kind {
        case .udp, .stun: IPProtocol.udp
        case .tcp, .http: IPProtocol.tcp
        case .echo: remote.isIPv4 ? IPProtocol.icmp : IPProtocol.icmpv6
        case .dns, .stub, .raw, .whoami, .browser: nil
        }
    }

    /// What is true of its flow.
    fileprivate var traits: Traits {
        switch path {
        case .interface, .address: .boundProbe
        case .forwarded: .forwarded
        case .marked: .markedProbe
        case .routed, .proxy: []
        }
    }
}
