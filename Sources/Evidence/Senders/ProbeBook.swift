internal import Wire

/// Our own probes, by what their packets show.
struct ProbeBook {
    /// How long packets of a probe may leave after it began: a second to connect, one to wait, and a
    /// good-bye that is sent again, in nanoseconds.
    private static let longest: UInt64 = 5_000_000_000

    private let answers: [Answer]
    private var byEnds: [SocketBook.Ends: [Int]] = [:]

    init(_ answers: [Answer]) {
        self.answers = answers
        for (index, answer) in answers.enumerated() {
            guard let port = answer.localPort else { continue }
            for transport in ProbeBook.transports(of: answer) {
                let ends = SocketBook.Ends(
                    transport: transport, localPort: port, remote: answer.remote,
                    remotePort: answer.remotePort)
                byEnds[ends, default: []].append(index)
            }
        }
    }

    /// The number of the probe that a packet belongs to: the last one that had begun by then.
    func probe(of sent: SentPacket) -> Int? {
        let ends = SocketBook.Ends(
            transport: sent.transport, localPort: sent.localPort, remote: sent.remote,
            remotePort: sent.remotePort)
        return byEnds[ends, default: []].map { answers[$0] }
            .filter { answer in
                answer.at <= sent.at && sent.at - answer.at <= ProbeBook.longest
                    && (answer.local == nil || answer.local == sent.local)
            }
            .max { ($0.at, $0.number) < ($1.at, $1.number) }?.number
    }

    private static func transports(of answer: Answer) -> [UInt8] {
        switch answer.kind {
        case .tcp: [IPProtocol.tcp]
        case .udp, .stun: [IPProtocol.udp]
        case .echo: [answer.remote.isIPv4 ? IPProtocol.icmp : IPProtocol.icmpv6]
        // Look-ups travel over either.
        default: [IPProtocol.udp, IPProtocol.tcp]
        }
    }
}
