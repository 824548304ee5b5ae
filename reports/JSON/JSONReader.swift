internal import Wire

/// Reads one JSON document (RFC 8259), strictly: no key twice, no lone surrogate, nothing behind it.
struct JSONReader {
    /// Most bytes that are read: what is written of a drill is bounded (`Report.Drill.mostBins`,
    /// `Report.Fault.mostLeaks`, `Report.Timeline.mostMarks`), and takes a third of it at the most.
    static let mostBytes = 64 << 20
    /// Most values of a document, for what they take in memory: a report has a million and a half.
    private static let mostValues = 4 << 20
    /// Deepest nesting; a report has seven levels.
    private static let mostLevels = 32

    private let bytes: [UInt8]
    private var position = 0
    private var level = 0
    private var values = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The document that the bytes hold.
    static func tree(of bytes: [UInt8]) throws(UnreadableReport) -> JSONTree {
        guard bytes.count <= mostBytes else {
            throw UnreadableReport("has more than \(mostBytes >> 20) MiB", at: "the file")
        }
        var reader = JSONReader(bytes)
        let tree = try reader.value()
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw reader.fault("something follows") }
        return tree
    }

    private func fault(_ reason: String) -> UnreadableReport {
        UnreadableReport("is not JSON: \(reason)", at: "byte \(position)")
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
            position += 1
        }
    }

    private mutating func takes(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(UnreadableReport) -> JSONTree {
        skipBlanks()
        values += 1
        guard values <= Self.mostValues else { throw fault("it has too many values") }
        switch next {
        case UInt8(ascii: "{"):
            return .object(
                try nested { reader throws(UnreadableReport) in
                    try reader.object()
                })
        case UInt8(ascii: "["):
            return .array(
                try nested { reader throws(UnreadableReport) in
                    try reader.array()
                })
        case UInt8(ascii: "\""): return .string(OutsideText(try string()))
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func nested<Value>(
        _ read: (inout JSONReader) throws(UnreadableReport) -> Value
    ) throws(UnreadableReport) -> Value {
        guard level < Self.mostLevels else { throw fault("it nests too deep") }
        level += 1
        position += 1
        let value = try read(&self)
        level -= 1
        return value
    }

    private mutating func object() throws(UnreadableReport) -> [String: JSONTree] {
        var members: [String: JSONTree] = [:]
        if takes(UInt8(ascii: "}")) { return members }
        repeat {
            skipBlanks()
            let key = try string()
            guard takes(UInt8(ascii: ":")) else { throw fault("a colon is missing") }
            guard members.updateValue(try value(), forKey: key) == nil else {
                throw fault("a key comes twice")
            }
        } while takes(UInt8(ascii: ","))
        guard takes(UInt8(ascii: "}")) else { throw fault("an object does not end") }
        return members
    }

    private mutating func array() throws(UnreadableReport) -> [JSONTree] {
        var items: [JSONTree] = []
        if takes(UInt8(ascii: "]")) { return items }
        repeat { items.append(try value()) } while takes(UInt8(ascii: ","))
        guard takes(UInt8(ascii: "]")) else { throw fault("an array does not end") }
        return items
    }

    private mutating func word(
        _ word: StaticString, _ tree: JSONTree
    ) throws(UnreadableReport) -> JSONTree {
        for byte in word.description.utf8 {
            guard next == byte else { throw fault("an unknown word") }
            position += 1
        }
        return tree
    }
}

extension JSONReader {
    private mutating func number() throws(UnreadableReport) -> Double {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let isZero = next == UInt8(ascii: "0")
        let whole = skipDigits()
        guard whole == 1 || whole > 1 && !isZero else { throw fault("no value is here") }
        if next == UInt8(ascii: ".") {
            position += 1
            guard skipDigits() > 0 else { throw fault("a number does not end") }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { throw fault("a number does not end") }
        }
        let number = Double(String(decoding: bytes[start..<position], as: UTF8.self))
        guard let number, number.isFinite else { throw fault("a number is too large") }
        return number
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
            position += 1
        }
        return position - start
    }

    private mutating func string() throws(UnreadableReport) -> String {
        guard next == UInt8(ascii: "\"") else { throw fault("a string is missing") }
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw fault("a string is not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"): text += try escaped().utf8
            case 0..<0x20: throw fault("a control character is not escaped")
            default: text.append(byte)
            }
        }
        throw fault("a string does not end")
    }

    private mutating func escaped() throws(UnreadableReport) -> Unicode.Scalar {
        guard let byte = next else { throw fault("a string does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try scalar()
        default: throw fault("an unknown escape")
        }
    }

    private mutating func scalar() throws(UnreadableReport) -> Unicode.Scalar {
        let unit = try unit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xdc00, next == UInt8(ascii: "\\") else { throw fault("half a surrogate") }
        position += 1
        guard next == UInt8(ascii: "u") else { throw fault("half a surrogate") }
        position += 1
        let second = try self.unit()
        guard second >= 0xdc00, second < 0xe000,
            let scalar = Unicode.Scalar(0x1_0000 + (unit - 0xd800) << 10 + (second - 0xdc00))
        else { throw fault("half a surrogate") }
        return scalar
    }

    private mutating func unit() throws(UnreadableReport) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("an escape is not hexadecimal")
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
