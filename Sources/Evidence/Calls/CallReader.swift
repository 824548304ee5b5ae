internal import Wire

/// Reads how the calls of a VPN client's own begin, as far as anybody on their way can.
///
/// A connection is known by its beginning: a request in clear text, a ClientHello over TCP or QUIC. What
/// follows is not looked at. Cold: only frames of a client's own come here.
struct CallReader {
    /// Connections that are known at once; a client makes some dozens in a run.
    private static let mostCalls = 1024
    /// Handshakes that are put together at once, of some 2 KiB each, 32 KiB at the most.
    private static let mostOpen = 64

    private enum Call {
        case overTCP(HelloAssembler)
        case overQUIC(QUICHelloAssembler)
        case read
    }

    /// Where calls went, by what they told, that are named: some for each kind and stage.
    private static let mostPlaces = 256

    /// What was told on the way to where, in which stage.
    struct Place: Hashable {
        var sighting: Sighting
        var stage: Int
        var remote: IPAddress
        var port: UInt16
        var transport: UInt8
    }

    private var calls: [FlowEnds: Call] = [:]
    /// Handshakes that began and have not become whole.
    private(set) var open = 0
    /// Number of frames by where they went.
    private(set) var places: [Place: UInt64] = [:]

    /// Notes where a frame went in which something was told.
    mutating func note(_ sighting: Sighting, of packet: Packet, stage: Int) {
        let place = Place(
            sighting: sighting, stage: stage, remote: packet.destination,
            port: packet.destinationPort, transport: packet.transport)
        guard places[place] != nil || places.count < CallReader.mostPlaces else { return }
        places[place, default: 0] += 1
    }

    /// What a frame tells that was not told before; nil if it is nothing.
    mutating func read(_ packet: Packet, _ frame: RawSpan) -> Sighting? {
        let isTCP = packet.transport == IPProtocol.tcp
        guard isTCP || packet.transport == IPProtocol.udp, packet.fragment == .none,
            packet.payload != 0
        else { return .callUnread }
        let ends = FlowEnds(
            remote: packet.destination, remotePort: packet.destinationPort,
            transport: packet.transport, localPort: packet.sourcePort)
        // A SYN begins another connection between the same ends.
        if isTCP, packet.flags & 2 != 0 { calls[ends] = nil }
        guard packet.payloadCount > 0 else { return nil }
        let bytes = frame.extracting(packet.content)
        if isTCP, let target = CallReader.clearTarget(in: bytes) {
            if calls.count < CallReader.mostCalls { calls[ends] = .read }
            return TellingNames.sighting(of: OutsideText(in: bytes, target).raw)
        }
        let sequence = isTCP ? frame.be32(packet.upper &+ 4) : 0
        guard let known = calls[ends] else { return begin(ends, bytes, sequence, isTCP: isTCP) }
        return goOn(known, ends, bytes, sequence)
    }

    /// The first payload of a connection.
    private mutating func begin(
        _ ends: FlowEnds, _ bytes: RawSpan, _ sequence: UInt32, isTCP: Bool
    ) -> Sighting? {
        let isHello =
            isTCP ? TLSRecord.startsClientHello(bytes) : QUICInitial.isInitial(bytes)
        guard isHello, calls.count < CallReader.mostCalls, open < CallReader.mostOpen else {
            return .callUnread
        }
        open += 1
        let call: Call =
            isTCP
            ? .overTCP(HelloAssembler(startingAt: sequence)) : .overQUIC(QUICHelloAssembler())
        return goOn(call, ends, bytes, sequence)
    }

    private mutating func goOn(
        _ call: Call, _ ends: FlowEnds, _ bytes: RawSpan, _ sequence: UInt32
    ) -> Sighting? {
        switch call {
        case .read: return nil
        case .overTCP(var assembler):
            let progress = assembler.take(bytes, sequence: sequence)
            return settle(progress, .overTCP(assembler), ends, assembler.handshake)
        case .overQUIC(var assembler):
            let progress = assembler.take(bytes)
            return settle(progress, .overQUIC(assembler), ends, assembler.handshake)
        }
    }

    private mutating func settle(
        _ progress: HelloProgress, _ call: Call, _ ends: FlowEnds, _ handshake: [UInt8]
    ) -> Sighting? {
        calls[ends] = progress == .needsMore ? call : .read
        guard progress != .needsMore else { return nil }
        open -= 1
        let bytes = unsafe handshake.span.bytes
        guard progress == .complete, let hello = ClientHello.parse(bytes) else {
            return .callUnread
        }
        let name = hello.serverName(in: bytes)
        return name.map { TellingNames.isProduct($0.raw) } ?? false
            ? .callNamesProduct : .callSealed
    }

    /// The target of a request in clear text; the part that is there, where its line is cut.
    ///
    /// The preface of HTTP/2 (RFC 9113, 3.4) is such a request too.
    private static func clearTarget(in bytes: RawSpan) -> Range<Int>? {
        if let request = HTTPRequest(bytes) { return request.target }
        var at = 0
        // The longest usual method, OPTIONS, has seven letters.
        while at < min(bytes.byteCount, 8), 65...90 ~= bytes.u8(at) { at += 1 }
        guard at >= 3, at + 1 < bytes.byteCount, bytes.u8(at) == 32,
            bytes.u8(at + 1) == UInt8(ascii: "/") || bytes.u8(at + 1) == UInt8(ascii: "*")
        else { return nil }
        var end = at + 1
        while end < bytes.byteCount, bytes.u8(end) > 32 { end += 1 }
        return at + 1..<end
    }
}
