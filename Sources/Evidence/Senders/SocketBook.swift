internal import Wire

/// What is known of sockets, by what a packet shows: tells who sent it.
///
/// The order of the sightings changes nothing: where several fit, they must agree on who it was.
struct SocketBook {
    private let sightings: [SocketSighting]
    /// Sockets with another end.
    private var connected: [Ends: [Int]] = [:]
    /// Sockets that may send anywhere, by their protocol and port.
    private var loose: [Ends: [Int]] = [:]
    /// Raw sockets by protocol.
    private var raw: [UInt8: [Int]] = [:]
    private let probes: ProbeBook

    /// The protocol of sockets that send packets of any protocol (raw(7)).
    private static let anyProtocol: UInt8 = 255

    /// What a packet and a socket have in common.
    struct Ends: Hashable {
        var transport: UInt8
        var localPort: UInt16
        var remote = IPAddress.unspecified
        var remotePort: UInt16 = 0
    }

    /// A book of what the witness saw, and of our own probes.
    init(_ sightings: [SocketSighting], _ answers: [Answer]) {
        self.sightings = sightings
        probes = ProbeBook(answers)
        for (index, one) in sightings.enumerated() {
            if case .raw(let number) = one.kind {
                raw[number, default: []].append(index)
            } else if let ends = one.ends {
                if one.remote == nil {
                    loose[ends, default: []].append(index)
                } else {
                    connected[ends, default: []].append(index)
                }
            }
        }
    }

    /// Who sent a packet; nil if no socket was seen that it may have left by, or none that anybody
    /// held.
    func sender(of sent: SentPacket) -> Sender? {
        guard !sent.isKernels else { return .unknown }
        let fitting = fitting(sent)
        if let number = probes.probe(of: sent), !fitting.contains(where: isOthers) {
            return Sender(.socket, .probe(number))
        }
        return agreed(fitting) ?? guess(sent)
    }

    /// Who sent a packet that this machine forwarded from an inner address: a probe of ours, or a
    /// stranger to the socket table.
    func forwarded(_ sent: SentPacket, from inner: IPAddress, port: UInt16) -> Sender {
        var inside = sent
        inside.local = inner
        // An echo request has none, and keeps its identifier.
        if port != 0 { inside.localPort = port }
        if let number = probes.probe(of: inside) { return Sender(.socket, .probe(number)) }
        return Sender(.unknown, .forwarded(inner))
    }

    /// Whether a socket with this very other end was held by somebody else.
    private func isOthers(_ index: Int) -> Bool {
        sightings[index].process != nil && !sightings[index].isOurs
            && sightings[index].remote != nil
    }

    /// The sockets that the packet may have left by, none of which fits worse than another.
    private func fitting(_ sent: SentPacket) -> [Int] {
        let isEcho = sent.transport == IPProtocol.icmp || sent.transport == IPProtocol.icmpv6
        var candidates: [Int] = []
        if sent.localPort != 0 {
            let port = Ends(transport: sent.transport, localPort: sent.localPort)
            candidates = connected[sent.ends, default: []] + loose[port, default: []]
        }
        if isEcho || sent.localPort == 0, !candidates.contains(where: { covers($0, sent) }) {
            // Our own echo requests are all known by their identifiers.
            candidates = raw[sent.transport, default: []].filter {
                !isEcho || !sightings[$0].isOurs
            }
        }
        var best: [Int] = []
        var most = 0
        for index in candidates where covers(index, sent) {
            let one = sightings[index]
            // The other end counts more than our own, and an address more than any of its family.
            let score =
                (one.remote == nil ? 0 : 4) + (one.isWildcard ? 0 : 2)
                + (one.local.isIPv4 == sent.local.isIPv4 ? 1 : 0)
            if score > most || best.isEmpty { (best, most) = ([], score) }
            if score == most { best.append(index) }
        }
        return best
    }

    private func covers(_ index: Int, _ sent: SentPacket) -> Bool {
        let one = sightings[index]
        guard one.covers(sent.at), one.remote == nil || one.remote == sent.remote else {
            return false
        }
        // An IPv6 socket for every address sends IPv4 as well (ipv6(7)).
        return one.local == sent.local || one.local == .unspecified
            || (one.isWildcard && sent.local.isIPv4)
    }

    /// Who all of these sockets belong to: unknown if they do not agree, nil if nobody is known.
    private func agreed(_ fitting: [Int]) -> Sender? {
        let all = Set(fitting.compactMap { owner(sightings[$0]) })
        // One that nobody was seen to hold may be the very one.
        guard let first = all.first, all.count == 1,
            fitting.allSatisfy({ owner(sightings[$0]) != nil })
        else { return all.isEmpty ? nil : .unknown }
        return first
    }

    private func owner(_ one: SocketSighting) -> Sender? {
        if let process = one.process {
            return Sender(
                .socket, one.isOurs ? .probe(nil) : .program, process: process, name: one.name)
        }
        // The root of all groups says nothing.
        guard let group = one.controlGroup, group.raw != "/" else { return nil }
        return Sender(.controlGroup, controlGroup: group)
    }

    /// Who alone had a socket that sends packets of any protocol, where the packet's has no ports.
    private func guess(_ sent: SentPacket) -> Sender? {
        guard sent.localPort == 0, sent.remotePort == 0 else { return nil }
        let any = raw[SocketBook.anyProtocol, default: []].filter { covers($0, sent) }
        guard var sender = agreed(any), sender.role == .program, sender.basis == .socket else {
            return nil
        }
        sender.basis = .guess
        return sender
    }
}

extension SentPacket {
    /// Its ends.
    var ends: SocketBook.Ends {
        SocketBook.Ends(
            transport: transport, localPort: localPort, remote: remote, remotePort: remotePort)
    }
}

extension SocketSighting {
    /// Its ends; nil for raw sockets, whose packets have no port.
    var ends: SocketBook.Ends? {
        let transport: UInt8
        switch kind {
        case .tcp: transport = IPProtocol.tcp
        case .udp: transport = IPProtocol.udp
        case .echo: transport = local.isIPv4 ? IPProtocol.icmp : IPProtocol.icmpv6
        case .raw: return nil
        }
        return SocketBook.Ends(
            transport: transport, localPort: localPort, remote: remote ?? .unspecified,
            remotePort: remotePort)
    }
}
