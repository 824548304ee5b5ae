/// A canary in plain text: `WTCANARY RUN ID`, as a datagram or as a line over TCP.
///
/// Anything printable may follow behind one more blank. Over UDP a sender fills up to 64 bytes that
/// way: an answer may have three times the question's size, and then it fits.
public struct CanaryLine: Hashable, Sendable {
    /// Longest payload, line end included.
    public static let longest = 64
    /// Most characters of the run and the identifier together: three times 64 bytes then hold both
    /// in an answer, beside an IPv6 address, a port and a signature.
    public static let mostCharacters = 50

    /// The run that sent it.
    public let run: RunLabel
    /// Which canary of the run it is: letters, digits, `.`, `_` and `-`.
    public let id: String

    /// A canary of a run; nil if the identifier is not one, or too long beside the run's name.
    public init?(run: RunLabel, id: String) {
        let bytes = Array(id.utf8)
        guard unsafe CanaryLine.isID(bytes.span.bytes, 0..<bytes.count),
            run.text.utf8.count + bytes.count <= CanaryLine.mostCharacters
        else { return nil }
        self.run = run
        self.id = id
    }

    /// Reads a whole payload; nil unless it is exactly a canary, with or without a line end.
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount <= CanaryLine.longest,
            CanaryLine.startsWith("WTCANARY ", in: bytes)
        else { return nil }
        var end = bytes.byteCount
        if bytes.u8(end &- 1) == 10 { end = end &- 1 }
        if end < bytes.byteCount, bytes.u8(end &- 1) == 13 { end = end &- 1 }
        guard let run = CanaryLine.word(in: bytes, from: 9, to: end),
            let name = RunLabel(in: bytes, run), run.upperBound < end,
            let id = CanaryLine.word(in: bytes, from: run.upperBound &+ 1, to: end),
            CanaryLine.isID(bytes, id), run.count + id.count <= CanaryLine.mostCharacters
        else { return nil }
        for at in id.upperBound..<end where !(0x20...0x7e ~= bytes.u8(at)) { return nil }
        self.run = name
        self.id = String(decoding: [UInt8](bytes, id), as: UTF8.self)
    }

    /// The payload of a datagram: filled up, so that every answer fits.
    public var datagram: [UInt8] {
        let line = Array("WTCANARY \(run) \(id) ".utf8)
        let room = max(0, CanaryLine.longest - line.count)
        return line + [UInt8](repeating: UInt8(ascii: "."), count: room)
    }

    /// The line that is sent over TCP.
    public var line: [UInt8] { Array("WTCANARY \(run) \(id)\n".utf8) }

    /// Whether the bytes begin with a text, capitals and small letters told apart.
    static func startsWith(_ text: String, in bytes: RawSpan) -> Bool {
        let text = Array(text.utf8)
        guard bytes.byteCount >= text.count else { return false }
        for (at, byte) in text.enumerated() where bytes.u8(at) != byte { return false }
        return true
    }

    /// The bytes from `start` up to a blank or the end; nil if there are none.
    static func word(in bytes: RawSpan, from start: Int, to end: Int) -> Range<Int>? {
        guard start < end, end <= bytes.byteCount else { return nil }
        var at = start
        while at < end, bytes.u8(at) != 0x20 { at = at &+ 1 }
        return at > start ? start..<at : nil
    }

    static func isID(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty, range.upperBound <= bytes.byteCount else { return false }
        for at in range {
            let byte = bytes.u8(at)
            guard isLetterOrDigit(lowercased(byte)) || "-._".utf8.contains(byte) else {
                return false
            }
        }
        return true
    }
}
