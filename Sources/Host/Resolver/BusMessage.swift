/// A message as it comes over a bus (D-Bus Specification, "Message Protocol").
///
/// Anybody may answer on a bus, so every length is held against what is there.
struct BusMessage {
    /// What a message is.
    enum Kind: UInt8 {
        case call = 1
        case answer = 2
        case error = 3
        case signal = 4
    }

    /// Bytes of a header in front of its fields, their length included.
    static let headerStart = 16
    /// Most bytes of a message: the properties that are read here have some hundred.
    static let longest = 64 << 10

    let kind: Kind
    /// The number of the call that it answers.
    private(set) var answered: UInt32?
    /// The name of an error.
    private(set) var error: String?
    /// The types of its values.
    private(set) var signature = ""
    private let bytes: [UInt8]
    private let body: Int
    private let isLittle: Bool

    /// How many bytes the message has whose first sixteen these are; nil if it is none, or too long.
    static func length(of start: [UInt8]) -> Int? {
        guard start.count >= headerStart, let isLittle = order(start[0]) else { return nil }
        var reader = BusReader(start, at: 4, isLittle: isLittle)
        guard let body = reader.number(), reader.number() != nil, let fields = reader.number(),
            body <= longest, fields <= longest
        else { return nil }
        let header = (headerStart + Int(fields) + 7) & ~7
        let length = header + Int(body)
        return length <= longest ? length : nil
    }

    /// Reads a whole message; nil if it is damaged.
    init?(_ bytes: [UInt8]) {
        guard let length = BusMessage.length(of: bytes), length == bytes.count,
            let kind = Kind(rawValue: bytes[1]), let isLittle = BusMessage.order(bytes[0])
        else { return nil }
        self.kind = kind
        self.bytes = bytes
        self.isLittle = isLittle
        var reader = BusReader(bytes, at: 12, isLittle: isLittle)
        guard let fields = reader.number() else { return nil }
        let end = BusMessage.headerStart + Int(fields)
        body = (end + 7) & ~7
        while reader.at < end {
            guard reader.align(to: 8), let field = reader.byte(), let type = reader.signature()
            else {
                return nil
            }
            switch (field, type) {
            case (_, "s"), (_, "o"):
                guard let text = reader.text() else { return nil }
                if field == 4 { error = text }
            case (_, "g"):
                guard let types = reader.signature() else { return nil }
                if field == 8 { signature = types }
            case (_, "u"):
                guard let number = reader.number() else { return nil }
                if field == 5 { answered = number }
            default: return nil
            }
        }
        guard reader.at == end else { return nil }
    }

    /// A reader at the first of its values.
    var values: BusReader { BusReader(bytes, at: body, isLittle: isLittle) }

    private static func order(_ byte: UInt8) -> Bool? {
        switch byte {
        case UInt8(ascii: "l"): true
        case UInt8(ascii: "B"): false
        default: nil
        }
    }
}

/// Reads the values of a message one after the other, each at its boundary; nil where they end.
struct BusReader {
    private let bytes: [UInt8]
    private let isLittle: Bool
    /// Where the next value is looked for.
    private(set) var at: Int

    init(_ bytes: [UInt8], at start: Int, isLittle: Bool) {
        self.bytes = bytes
        at = start
        self.isLittle = isLittle
    }

    /// Goes to the next boundary; false if that lies behind the end.
    mutating func align(to boundary: Int) -> Bool {
        at = (at + boundary - 1) / boundary * boundary
        return at <= bytes.count
    }

    mutating func byte() -> UInt8? {
        guard at < bytes.count else { return nil }
        defer { at += 1 }
        return bytes[at]
    }

    mutating func number() -> UInt32? {
        guard align(to: 4), let four = take(4) else { return nil }
        return (isLittle ? Array(four.reversed()) : Array(four)).reduce(0) {
            $0 << 8 | UInt32($1)
        }
    }

    mutating func flag() -> Bool? { number().flatMap { $0 > 1 ? nil : $0 == 1 } }

    /// A text or the path of an object: its length, its bytes and a zero.
    mutating func text() -> String? {
        guard let length = number() else { return nil }
        return characters(Int(length))
    }

    mutating func signature() -> String? {
        guard let length = byte() else { return nil }
        return characters(Int(length))
    }

    /// The types of a value that may be of any, when they are these.
    mutating func variant(_ types: String) -> Bool { signature() == types }

    mutating func octets() -> [UInt8]? {
        guard let length = number() else { return nil }
        return take(Int(length)).map(Array.init)
    }

    /// The structures of a list, none of which may be damaged.
    mutating func structures<Value>(_ read: (inout BusReader) -> Value?) -> [Value]? {
        guard let length = number(), align(to: 8), Int(length) <= bytes.count - at else {
            return nil
        }
        let end = at + Int(length)
        var values: [Value] = []
        while at < end {
            guard align(to: 8), let value = read(&self), at <= end else { return nil }
            values.append(value)
        }
        return values
    }

    private mutating func characters(_ count: Int) -> String? {
        guard let text = take(count), byte() == 0 else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= bytes.count - at else { return nil }
        defer { at += count }
        return bytes[at..<at + count]
    }
}
