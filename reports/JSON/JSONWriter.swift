/// Writes one JSON document: two spaces of indent, and short containers on one line.
///
/// Values are written on one line first, each marked with its place; the document is then laid out
/// from that line. All of it lies in buffers that are reserved once, so what is allocated does not
/// depend on the values. Quotes, escapes and commas are made here and nowhere else.
struct JSONWriter: ~Copyable {
    /// Longest line on which a container is kept together, in bytes.
    private static let lineLength = 100
    /// Bytes reserved for each text: longer than a report in which every check fails with all the
    /// destinations that it may name. Pages that are not touched cost nothing.
    private static let reserved = 1 << 19

    /// The last number that cannot be written.
    private(set) var unwritable: Double?

    private var line: [UInt8] = []
    private var marks: [Mark] = []

    /// Where a value stands on the line.
    private struct Mark {
        /// Where its key begins; `start` for what has none.
        var key: Int
        var start: Int
        var end = 0
        /// The mark behind those of its parts.
        var next = 0
    }

    init() {
        line.reserveCapacity(Self.reserved)
        // A value with its key takes some 30 bytes of a report.
        marks.reserveCapacity(Self.reserved / 32)
    }

    /// An object whose members the closure writes, sorted by key.
    mutating func object(_ members: (inout JSONWriter) -> Void) {
        container(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    /// An array whose items the closure writes.
    mutating func array(_ items: (inout JSONWriter) -> Void) {
        container(UInt8(ascii: "["), UInt8(ascii: "]"), items)
    }

    /// A member of the object that is being written; left out when the value is nil.
    mutating func member(_ key: String, _ value: (some JSONValue)?) {
        guard let value else { return }
        begin(key: key)
        value.write(to: &self)
    }

    /// A member that stands for what is unknown as well: `null`.
    mutating func member(_ key: String, orNull value: (some JSONValue)?) {
        begin(key: key)
        if let value { value.write(to: &self) } else { word("null") }
    }

    /// A string, in which controls, bidi controls and what cannot be seen are escaped.
    mutating func string(_ text: String) {
        value { json in
            json.line.append(UInt8(ascii: "\""))
            if text.utf8.allSatisfy(Self.isPlain) {
                json.line += text.utf8
            } else {
                for scalar in text.unicodeScalars { json.write(scalar) }
            }
            json.line.append(UInt8(ascii: "\""))
        }
    }

    /// `true`, `false` or `null`.
    mutating func word(_ word: String) { value { $0.line += word.utf8 } }

    /// A whole number.
    mutating func number(_ number: Int) {
        value { json in
            if number < 0 { json.line.append(UInt8(ascii: "-")) }
            json.writeDigits(number.magnitude)
        }
    }

    /// A decimal number rounded to microseconds, without exponent and without a negative zero.
    mutating func number(_ number: Double) {
        guard let micros = Int(exactly: (number * 1_000_000).rounded()) else {
            unwritable = number
            return word("null")
        }
        value { json in
            if micros < 0 { json.line.append(UInt8(ascii: "-")) }
            json.writeDigits(micros.magnitude / 1_000_000)
            var fraction = micros.magnitude % 1_000_000
            if fraction > 0 { json.line.append(UInt8(ascii: ".")) }
            var unit: UInt = 100_000
            while fraction > 0 {
                json.line.append(UInt8(ascii: "0") + UInt8(fraction / unit))
                fraction %= unit
                unit /= 10
            }
        }
    }
}

extension JSONWriter {
    /// The document with one line feed at its end.
    consuming func document() -> String {
        var text: [UInt8] = []
        text.reserveCapacity(Self.reserved)
        if !marks.isEmpty { layOut(0, indent: 0, room: Self.lineLength, into: &text) }
        text.append(UInt8(ascii: "\n"))
        return String(decoding: text, as: UTF8.self)
    }

    /// Writes a value as it stands on the line if it has room there, else each part on its own.
    private borrowing func layOut(
        _ index: Int, indent: Int, room: Int, into text: inout [UInt8]
    ) {
        let mark = marks[index]
        let bracket = line[mark.start]
        guard mark.end - mark.start > room,
            bracket == UInt8(ascii: "{") || bracket == UInt8(ascii: "[")
        else {
            text += line[mark.start..<mark.end]
            return
        }
        text.append(bracket)
        var part = index + 1
        while part < mark.next {
            if part > index + 1 { text.append(UInt8(ascii: ",")) }
            Self.breakLine(indent + 2, &text)
            text += line[marks[part].key..<marks[part].start]
            // The comma behind it counts as well.
            let used = indent + 3 + marks[part].start - marks[part].key
            layOut(part, indent: indent + 2, room: Self.lineLength - used, into: &text)
            part = marks[part].next
        }
        Self.breakLine(indent, &text)
        text.append(line[mark.end - 1])
    }

    private static func breakLine(_ indent: Int, _ text: inout [UInt8]) {
        text.append(UInt8(ascii: "\n"))
        text += repeatElement(UInt8(ascii: " "), count: indent)
    }

    private mutating func container(
        _ open: UInt8, _ close: UInt8, _ parts: (inout JSONWriter) -> Void
    ) {
        value { json in
            json.line.append(open)
            parts(&json)
            json.line.append(close)
        }
    }

    private mutating func begin(key: String) {
        separate()
        marks.append(Mark(key: line.count, start: 0))
        line.append(UInt8(ascii: "\""))
        line += key.utf8
        line += "\": ".utf8
    }

    private mutating func value(_ write: (inout JSONWriter) -> Void) {
        // Behind a key its mark is there already.
        if line.last != UInt8(ascii: " ") {
            separate()
            marks.append(Mark(key: line.count, start: 0))
        }
        let index = marks.count - 1
        marks[index].start = line.count
        write(&self)
        marks[index].end = line.count
        marks[index].next = marks.count
    }

    /// A comma, unless a container has just begun: values end in other bytes than brackets that open.
    private mutating func separate() {
        switch line.last {
        case nil, UInt8(ascii: "{"), UInt8(ascii: "["): break
        default: line += ", ".utf8
        }
    }
}

extension JSONWriter {
    private mutating func writeDigits(_ number: UInt) {
        var unit: UInt = 1
        while number / unit >= 10 { unit *= 10 }
        while unit > 0 {
            line.append(UInt8(ascii: "0") + UInt8(number / unit % 10))
            unit /= 10
        }
    }

    private mutating func write(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": line += "\\\"".utf8
        case "\\": line += "\\\\".utf8
        case "\n": line += "\\n".utf8
        case "\t": line += "\\t".utf8
        case _ where Self.isInvisible(scalar):
            for unit in scalar.utf16 {
                line += "\\u".utf8
                for shift in [12, 8, 4, 0] {
                    let digit = UInt8(truncatingIfNeeded: unit >> shift & 0xf)
                    line.append((digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10) + digit)
                }
            }
        default: line += scalar.utf8
        }
    }

    /// Whether a byte stands for itself, and is neither quoted nor looked at.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7f && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Controls, bidi controls, zero-width and tag characters, and line separators.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else { return scalar.value < 0x20 || scalar.value == 0x7f }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
