/// How far the putting together of a ClientHello has come.
public enum HelloProgress: Hashable, Sendable {
    /// More bytes are needed.
    case needsMore
    /// The handshake message is whole.
    case complete
    /// The bytes are no ClientHello, or exceed what is kept; nothing more is taken.
    case refused
}

/// Puts a ClientHello together from the segments of one direction of a TCP connection.
///
/// Segments may come in any order and overlap; the hello may span records and segments. Cold: it
/// allocates, up to twice 16 KiB.
public struct HelloAssembler: Sendable {
    /// Bytes of the stream that are kept: real hellos with post-quantum keys take about 2 KiB, and
    /// 16 KiB is one full TLS record.
    public static let capacity = 16_384

    /// How far it has come.
    public private(set) var progress = HelloProgress.needsMore
    /// The ClientHello with its handshake header, once `progress` is complete.
    public private(set) var handshake: [UInt8] = []

    private let first: UInt32
    /// How far the stream was read.
    private var position = 0
    /// Where the record that `position` lies in ends.
    private var fragmentEnd = 0
    private var stream = ByteAssembler(capacity: HelloAssembler.capacity)

    /// An assembler for the stream whose first byte has this sequence number: that of the SYN plus
    /// one, or that of the segment that begins the hello.
    public init(startingAt sequence: UInt32) { first = sequence }

    /// Takes a segment's payload with its TCP sequence number.
    public mutating func take(_ payload: RawSpan, sequence: UInt32) -> HelloProgress {
        guard progress == .needsMore else { return progress }
        // Serial arithmetic: sequence numbers wrap, and may lie before the first.
        let offset = Int(Int32(truncatingIfNeeded: sequence &- first))
        guard stream.take(payload, 0..<payload.byteCount, at: offset) else {
            progress = .refused
            return progress
        }
        progress = read()
        return progress
    }

    /// Walks the records that have arrived and gathers the handshake message in them.
    private mutating func read() -> HelloProgress {
        let kept = stream.bytes
        let bytes = unsafe kept.span.bytes
        let end = stream.contiguousCount
        while position < end {
            if position == fragmentEnd {
                guard end - position >= TLSRecord.headerLength else { break }
                guard let record = TLSRecord(bytes, at: position), !record.fragment.isEmpty,
                    record.type == TLSRecord.handshake
                else { return .refused }
                position = record.fragment.lowerBound
                fragmentEnd = record.fragment.upperBound
            }
            let upTo = min(fragmentEnd, end)
            while position < upTo {
                handshake.append(bytes.u8(position))
                position += 1
            }
            if let length = messageLength() {
                guard handshake[0] == 1, length <= HelloAssembler.capacity else { return .refused }
                if handshake.count >= length {
                    handshake.removeLast(handshake.count - length)
                    return .complete
                }
            }
        }
        return end == HelloAssembler.capacity ? .refused : .needsMore
    }

    /// The length of the handshake message with its header, once the header is there.
    private func messageLength() -> Int? {
        guard handshake.count >= 4 else { return nil }
        return 4 + (Int(handshake[1]) << 16 | Int(handshake[2]) << 8 | Int(handshake[3]))
    }
}
