/// A walk over the labels of a domain name in a DNS message, compression followed (RFC 1035, 4.1.4).
///
/// It ends on every input: a pointer must lead strictly towards the start of the message, and a
/// name longer than 255 bytes is malformed.
public struct DNSLabels {
    /// Longest name, length bytes and root included (RFC 1035, 2.3.4).
    public static let longestName = 255

    /// Whether the walk stopped because the name is malformed or cut.
    public private(set) var isMalformed = false
    /// The offset after the name where it stands; nil until the walk has reached the root or a
    /// pointer.
    public private(set) var end: Int?

    private var position: Int
    /// Where the current run of labels began: pointers must lead to before it.
    private var start: Int
    private var length = 1
    private var isDone = false

    /// A walk over the name at `offset`.
    public init(at offset: Int) {
        position = offset
        start = offset
        isDone = offset < 0
        isMalformed = offset < 0
    }

    /// The bytes of the next label, without its length byte; nil at the root and where the name is
    /// malformed.
    public mutating func next(in bytes: RawSpan) -> Range<Int>? {
        while !isDone {
            guard position < bytes.byteCount else { break }
            let byte = bytes.u8(position)
            if byte == 0 {
                if end == nil { end = position &+ 1 }
                isDone = true
                return nil
            }
            if byte < 64 {
                let first = position &+ 1
                let next = first &+ Int(byte)
                length &+= 1 &+ Int(byte)
                guard next <= bytes.byteCount, length <= DNSLabels.longestName else { break }
                position = next
                return first..<next
            }
            guard byte >= 0xc0, position &+ 2 <= bytes.byteCount else { break }
            if end == nil { end = position &+ 2 }
            let target = Int(bytes.be16(position) & 0x3fff)
            guard target < start else { break }
            start = target
            position = target
        }
        if !isDone {
            isDone = true
            isMalformed = true
        }
        return nil
    }
}
