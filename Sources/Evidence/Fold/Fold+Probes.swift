internal import Wire

extension Fold {
    /// Gives flows that probes of ours made the traits of these probes.
    ///
    /// A flow is a probe's if the far end, the protocol and the host's port are; the host's address
    /// does not matter, since forwarding changes it. Flows without a port of the host's are a probe's
    /// only if all probes to that end are of its kind.
    mutating func relate(to probes: [Answer]) {
        var marks: [ProbeEnd: Traits] = [:]
        var shared: [ProbeEnd: Traits] = [:]
        for probe in probes {
            guard let transport = probe.transport else { continue }
            let end = ProbeEnd(
                remote: probe.remote, remotePort: probe.remotePort, transport: transport,
                localPort: probe.localPort ?? 0)
            let traits = probe.traits
            if end.localPort != 0 { marks[end, default: []].formUnion(traits) }
            var common = end
            common.localPort = 0
            shared[common] = shared[common].map { $0.intersection(traits) } ?? traits
        }
        guard !shared.isEmpty else { return }
        for row in 0..<flows.usedRows {
            let key = flows.rows[row].key
            let end = ProbeEnd(
                remote: key.remote, remotePort: key.remotePort, transport: key.transport,
                localPort: key.localPort)
            let traits = (key.localPort == 0 ? shared[end] : marks[end]) ?? []
            if !traits.isEmpty { flows.rows.update(row) { $0.key.add(traits) } }
        }
    }
}

extension Fold {
    /// Looks for datagrams of probes that go to an outer flow's own address and port.
    mutating func seekPlaintext(of probes: [Answer]) {
        for probe in probes where probe.kind == .udp && probe.user != 0 {
            guard let port = probe.localPort,
                outer.match(probe.remote, port: probe.remotePort, IPProtocol.udp).flow >= 0
            else { continue }
            plaintextPorts.insert(port)
        }
        seeksPlaintext = !plaintextPorts.isEmpty
    }
}

/// What a probe and its flow have in common.
private struct ProbeEnd: Hashable {
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
        case .forwarded: .forwardedProbe
        case .marked: .markedProbe
        case .routed, .proxy: []
        }
    }
}
