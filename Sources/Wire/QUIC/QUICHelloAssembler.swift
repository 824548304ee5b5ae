/// Puts a ClientHello together from the client's Initial packets of one QUIC connection.
///
/// Datagrams may come in any order and hold several packets; the hello may span datagrams, as
/// those with post-quantum keys do. Cold: it decrypts and allocates.
public struct QUICHelloAssembler: Sendable {
    /// Datagrams that are looked into: a hello takes two or three, and each attempt costs a
    /// decryption.
    public static let mostDatagrams = 16

    /// Packets of one datagram that are looked into: clients send one or two.
    public static let mostPackets = 8

    /// How far it has come.
    public private(set) var progress = HelloProgress.needsMore
    /// The ClientHello with its handshake header, once `progress` is complete.
    public private(set) var handshake: [UInt8] = []

    private var keys: QUICInitialKeys?
    private var stream = ByteAssembler(capacity: HelloAssembler.capacity)
    private var datagrams = 0

    /// An assembler for one connection.
    public init() {}

    /// Takes a UDP payload that the client sent.
    public mutating func take(_ datagram: RawSpan) -> HelloProgress {
        guard progress == .needsMore else { return progress }
        datagrams += 1
        var at = 0
        var packets = 0
        // Packets of other types end the look: in a first flight they come last.
        while packets < QUICHelloAssembler.mostPackets, let initial = QUICInitial(datagram, at: at)
        {
            packets += 1
            if let plain = open(initial, datagram) {
                guard takePlain(plain) != .refused else { return progress }
            }
            at = initial.end
        }
        if progress == .needsMore, datagrams >= QUICHelloAssembler.mostDatagrams {
            progress = .refused
        }
        return progress
    }

    /// Takes the opened payload of one packet.
    mutating func takePlain(_ plain: [UInt8]) -> HelloProgress {
        guard progress == .needsMore else { return progress }
        progress = takeFrames(plain) ? read() : .refused
        return progress
    }

    /// Opens a packet with the connection's keys, else with those of its own identifier: after a
    /// Retry the keys are new.
    private mutating func open(_ initial: QUICInitial, _ datagram: RawSpan) -> [UInt8]? {
        if let plain = keys?.open(initial, in: datagram) { return plain }
        guard let version = QUICVersion(rawValue: initial.version),
            let fresh = QUICInitialKeys(
                version: version, destination: [UInt8](datagram, initial.destination)),
            let plain = fresh.open(initial, in: datagram)
        else { return nil }
        keys = fresh
        return plain
    }

    /// Gathers the CRYPTO frames of a packet (RFC 9000, 19); false if the pieces grew too many.
    /// What follows a malformed frame is not looked at.
    private mutating func takeFrames(_ plain: [UInt8]) -> Bool {
        let bytes = unsafe plain.span.bytes
        var at = 0
        while let type = QUICInteger(bytes, at: at) {
            at = type.end
            switch type.value {
            case 0, 1: continue  // PADDING, PING
            case 2, 3:
                guard let end = endOfAcknowledgement(bytes, at: at, withCounts: type.value == 3)
                else { return true }
                at = end
            case 6:
                guard let offset = QUICInteger(bytes, at: at),
                    let length = QUICInteger(bytes, at: offset.end),
                    length.value <= bytes.byteCount - length.end
                else { return true }
                let data = length.end..<length.end + length.value
                guard stream.take(bytes, data, at: offset.value) else { return false }
                at = data.upperBound
            default: return true  // CONNECTION_CLOSE, or nothing that an Initial may hold
            }
        }
        return true
    }

    private func endOfAcknowledgement(_ bytes: RawSpan, at start: Int, withCounts: Bool) -> Int? {
        // Largest, delay, range count, first range.
        guard let largest = QUICInteger(bytes, at: start),
            let delay = QUICInteger(bytes, at: largest.end),
            let ranges = QUICInteger(bytes, at: delay.end),
            let first = QUICInteger(bytes, at: ranges.end)
        else { return nil }
        var at = first.end
        // A gap and a length per range; each takes a byte at least.
        guard ranges.value <= (bytes.byteCount - at) / 2 else { return nil }
        for _ in 0..<2 * ranges.value + (withCounts ? 3 : 0) {
            guard let number = QUICInteger(bytes, at: at) else { return nil }
            at = number.end
        }
        return at
    }

    private mutating func read() -> HelloProgress {
        let bytes = stream.bytes
        let end = stream.contiguousCount
        guard end >= 4 else { return .needsMore }
        let length = 4 + (Int(bytes[1]) << 16 | Int(bytes[2]) << 8 | Int(bytes[3]))
        guard bytes[0] == 1, length <= HelloAssembler.capacity else { return .refused }
        guard end >= length else { return .needsMore }
        handshake = Array(bytes[..<length])
        return .complete
    }
}
