public import Wire

/// What the payload of an outer flow looked like.
public struct OuterFindings: Sendable {
    /// Packets with a payload that were examined.
    public internal(set) var samples = 0
    /// The protocol that was recognised; `unknown` if none was.
    public internal(set) var protocolName = "unknown"
    /// Whether that protocol encrypts what it carries.
    public internal(set) var isEncrypting = false
    /// Whether that protocol is a proxy's, in clear text by design.
    public internal(set) var isProxy = false
    /// Inner packets that could be read, at this offset and with each byte changed by this key.
    public internal(set) var cleartext: (offset: Int, key: UInt8, packets: Int)?
    /// The period of a key that was XORed over clear text; nil if none was found, or the protocol is
    /// known and needs no such look.
    public internal(set) var keyPeriod: Int?
    /// Whether the payload looks random; nil if there is too little of it.
    public internal(set) var isRandom: Bool?
    /// Requests to the proxy for a name, which the proxy looks up.
    public internal(set) var namedRequests = 0
    /// Requests to the proxy for an address, which somebody has looked up before.
    public internal(set) var literalRequests = 0
    /// Names that the proxy was asked for in clear text.
    public internal(set) var names: [OutsideText] = []
    /// The host's ports, a few at the most.
    public internal(set) var localPorts: Set<UInt16> = []
    /// Counts of the examined packets.
    public internal(set) var tally = Tally()
    /// Numbers of the packets in which something could be read.
    public internal(set) var frames: [SeenFrame] = []
    /// Index of the stage of the first of them.
    public internal(set) var stage = 0

    /// Notes a name that a proxy was asked for, once.
    mutating func add(_ name: OutsideText) {
        if names.count < OuterExamination.mostNames, !names.contains(name) { names.append(name) }
    }

    /// Packets with an inner header at one offset and key that make a finding: chance yields one
    /// in a million packets.
    public static let fewestCleartext = 3
}

/// Examines the payload of the first packets of each outer flow.
struct OuterExamination {
    /// Packets examined of each outer flow: the catalogue asks for 100 at least; handshakes of
    /// several connections of a proxy need some more.
    private static var mostSamples: UInt16 { 512 }
    /// Names kept of each outer flow.
    static var mostNames: Int { 10 }
    /// Ports of the host kept of each outer flow: a client that connects again takes another one.
    static var mostPorts: Int { 16 }

    private var samples = InlineArray<64, UInt16>(repeating: 0)
    private var states: [Int: State] = [:]

    /// Whether packets of an outer flow are still examined.
    @inline(always) func wants(_ flow: Int) -> Bool {
        samples[flow] < OuterExamination.mostSamples
    }

    /// Examines one payload of an outer flow; `port` is the entry's, `localPort` the host's.
    mutating func take(
        _ bytes: RawSpan, originalLength: Int, _ record: FrameRecord, flow: Int, stage: Int,
        vantage: UInt8, isTCP: Bool, port: UInt16, localPort: UInt16, isSent: Bool
    ) {
        samples[flow] &+= 1
        let found =
            isTCP
            ? OuterProtocol.ofTCP(bytes)
            : OuterProtocol.ofUDP(bytes, originalLength: originalLength, serverPort: port)
        // In place: a state that is taken out and put back is copied.
        states[flow, default: State()].take(
            bytes, originalLength: originalLength, record, found, stage: stage, vantage: vantage,
            localPort: localPort, isSent: isSent)
    }

    /// What the payloads of one outer flow showed so far.
    private struct State {
        var findings = OuterFindings()
        var histogram = ByteHistogram()
        var repeatingKey = RepeatingKeyProbe()
        var probes: [UInt16: Int] = [:]
        var protocols: [OuterProtocol: Int] = [:]

        mutating func take(
            _ bytes: RawSpan, originalLength: Int, _ record: FrameRecord, _ found: OuterProtocol,
            stage: Int, vantage: UInt8, localPort: UInt16, isSent: Bool
        ) {
            findings.samples += 1
            if findings.localPorts.count < OuterExamination.mostPorts {
                findings.localPorts.insert(localPort)
            }
            findings.tally.add(
                length: record.originalLength, at: record.time, frame: record.number)
            histogram.add(bytes)
            // All of a protocol's message types are one protocol here.
            var kind = found
            if case .wireGuard = found { kind = .wireGuard(type: 0) }
            protocols[kind, default: 0] += 1
            if found == .unknown { repeatingKey.add(bytes) }
            var isReadable = found == .plainIP || OuterExamination.isProxy(found)
            if let probe = CleartextProbe(bytes, originalLength: originalLength) {
                let key = UInt16(truncatingIfNeeded: probe.offset) << 8 | UInt16(probe.key)
                probes[key, default: 0] += 1
                isReadable = true
            }
            // A reply that tells of a failure has the bytes of a request (RFC 1928, 4 and 6).
            if isSent, let name = OuterExamination.name(in: bytes, found) {
                isReadable = true
                findings.add(name)
                if OuterExamination.isLiteral(name) {
                    findings.literalRequests += 1
                } else {
                    findings.namedRequests += 1
                }
            }
            guard isReadable, findings.frames.count < Ledger.mostExemplars else { return }
            if findings.frames.isEmpty { findings.stage = stage }
            findings.frames.append(
                SeenFrame(frame: record.number, at: record.time, vantage: vantage))
        }
    }

    /// What was found, by the number of the outer flow; empty findings for those never examined.
    var findings: [OuterFindings] {
        (0..<((states.keys.max() ?? -1) + 1)).map { number in
            guard let state = states[number] else { return OuterFindings() }
            var findings = state.findings
            let known = state.protocols.filter { $0.key != .unknown }
            if let found = known.first(where: { OuterExamination.isProxy($0.key) })
                ?? known.max(by: { $0.value < $1.value })
            {
                findings.protocolName = OuterExamination.label(found.key)
                findings.isProxy = OuterExamination.isProxy(found.key)
                findings.isEncrypting = !findings.isProxy && found.key != .plainIP
            }
            findings.isRandom = state.histogram.looksRandom
            if !findings.isEncrypting, !findings.isProxy {
                findings.keyPeriod = state.repeatingKey.period
            }
            if let best = state.probes.max(by: { $0.value < $1.value }),
                best.value >= OuterFindings.fewestCleartext
            {
                findings.cleartext = (
                    Int(best.key >> 8), UInt8(truncatingIfNeeded: best.key), best.value
                )
            }
            return findings
        }
    }

    /// The name that a proxy is asked for in clear text.
    private static func name(in bytes: RawSpan, _ found: OuterProtocol) -> OutsideText? {
        switch found {
        case .socks4, .socks5:
            guard case .request(let request) = SOCKSMessage.parse(bytes) else { return nil }
            return request.nameText(in: bytes)
                ?? request.address.map { OutsideText($0.description) }
        case .httpProxy: return HTTPRequest(bytes)?.hostText(in: bytes)
        default: return nil
        }
    }

    /// Whether a proxy is asked for an address: one alone, in brackets, or with a port behind it.
    private static func isLiteral(_ name: OutsideText) -> Bool {
        let host =
            name.raw.split(separator: ":").count > 2
            ? name.raw : String(name.raw.prefix { $0 != ":" })
        let bare = host.drop { $0 == "[" }.prefix { $0 != "]" }
        return IPAddress(String(bare)) != nil
    }

    private static func isProxy(_ found: OuterProtocol) -> Bool {
        switch found {
        case .socks4, .socks5, .httpProxy: true
        default: false
        }
    }

    private static func label(_ found: OuterProtocol) -> String {
        switch found {
        case .wireGuard: "WireGuard"
        case .openVPN: "OpenVPN"
        case .ike: "IKE"
        case .espInUDP: "ESP"
        case .dtls: "DTLS"
        case .tls: "TLS"
        case .torLikeTLS: "TLS as Tor uses it"
        case .quic: "QUIC"
        case .ssh: "SSH"
        case .socks4: "SOCKS 4"
        case .socks5: "SOCKS 5"
        case .httpProxy: "HTTP proxy"
        case .plainIP: "plain IP"
        case .unknown: "unknown"
        }
    }
}

extension Fold {
    /// Examines the payload of a packet of the tunnel's own, in either direction; `port` is the
    /// entry's.
    @inline(never)
    mutating func examine(_ frame: RawSpan, flow: Int, port: UInt16, isSent: Bool) {
        // Protocols without ports, such as GRE, carry their payload behind their own header.
        guard packet.fragment != .later, packet.payloadCount > 0, packet.payload != 0 else {
            return
        }
        let missing = max(0, Int(record.originalLength) &- frame.byteCount)
        examination.take(
            frame.extracting(packet.content), originalLength: packet.payloadCount &+ missing,
            record, flow: flow, stage: stage, vantage: current.index,
            isTCP: packet.transport == IPProtocol.tcp, port: port,
            localPort: isSent ? packet.sourcePort : packet.destinationPort, isSent: isSent)
    }
}
