internal import Wire

/// Says in a few words what a frame is, for the examples of a finding.
enum FrameNote {
    static func text(_ frame: RawSpan, _ packet: Packet) -> OutsideText? {
        switch packet.fragment {
        case .first: return OutsideText("first fragment of \(IPProtocol.name(packet.transport))")
        case .later: return OutsideText("later fragment of \(IPProtocol.name(packet.transport))")
        case .none: break
        }
        guard packet.payload != 0 else { return nil }
        let bytes = frame.extracting(packet.content)
        switch packet.transport {
        case IPProtocol.tcp: return ofTCP(bytes, packet)
        case IPProtocol.udp: return ofUDP(bytes, packet)
        case IPProtocol.icmp, IPProtocol.icmpv6:
            guard bytes.byteCount >= 2 else { return OutsideText("ICMP") }
            return OutsideText("ICMP type \(bytes.u8(0)) code \(bytes.u8(1))")
        default: return OutsideText(IPProtocol.name(packet.transport))
        }
    }

    private static func ofTCP(_ bytes: RawSpan, _ packet: Packet) -> OutsideText {
        if packet.destinationPort == 53, bytes.byteCount > 2,
            let name = lookUp(bytes.extracting(2..<bytes.byteCount))
        {
            return name
        }
        if TLSRecord.startsClientHello(bytes), let record = TLSRecord(bytes) {
            let end = min(record.fragment.upperBound, bytes.byteCount)
            let handshake = bytes.extracting(min(record.fragment.lowerBound, end)..<end)
            if let name = ClientHello.parse(handshake)?.serverName(in: handshake) {
                return OutsideText("TLS ClientHello for \(name.raw)")
            }
            return OutsideText("TLS ClientHello")
        }
        if let request = HTTPRequest(bytes) {
            let host = request.hostText(in: bytes)?.raw
            return OutsideText("HTTP request" + (host.map { " to \($0)" } ?? ""))
        }
        let names = [(UInt8(2), "SYN"), (16, "ACK"), (1, "FIN"), (4, "RST"), (8, "PSH")]
        let flags = packet.flags
        let set = names.filter { flags & $0.0 != 0 }.map(\.1)
        let data = bytes.byteCount > 0 ? ", \(bytes.byteCount) bytes" : ""
        return OutsideText("TCP " + set.joined(separator: " ") + data)
    }

    private static func ofUDP(_ bytes: RawSpan, _ packet: Packet) -> OutsideText {
        switch packet.destinationPort {
        case 53, 5353, 5355:
            if let name = lookUp(bytes) { return name }
        case 123: return OutsideText("NTP")
        default: break
        }
        if STUNMessage.isSTUN(bytes) { return OutsideText("STUN binding") }
        if QUICInitial.isInitial(bytes) { return OutsideText("QUIC Initial") }
        if DNSMessage.looksLikeQuery(bytes), let name = lookUp(bytes) { return name }
        return OutsideText("UDP, \(bytes.byteCount) bytes")
    }

    /// The question of a DNS message, as `A? mail.example.org`.
    private static func lookUp(_ message: RawSpan) -> OutsideText? {
        guard let header = DNSMessage(message), let question = header.firstQuestion(in: message),
            let name = question.name(in: message)
        else { return nil }
        let type =
            switch question.type {
            case 1: "A"
            case 12: "PTR"
            case 16: "TXT"
            case 28: "AAAA"
            case 33: "SRV"
            case 65: "HTTPS"
            case 255: "ANY"
            default: "TYPE\(question.type)"
            }
        return OutsideText("\(type)\(header.isResponse ? "" : "?") \(name.raw)")
    }
}
