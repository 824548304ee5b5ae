/// Writes JSON into a buffer, in the order of the calls.
struct JSONText {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Begins an object or an array, as an element.
    mutating func begin(_ bracket: Character) {
        separate()
        bytes += bracket.utf8
        needsComma = false
    }

    /// Begins an array as a member.
    mutating func begin(_ key: String, _ bracket: Character) {
        write(key: key)
        bytes += bracket.utf8
        needsComma = false
    }

    mutating func end(_ bracket: Character) {
        bytes += bracket.utf8
        needsComma = true
    }

    /// A text as an element of an array.
    mutating func element(_ text: String) {
        separate()
        write(text)
        needsComma = true
    }

    mutating func member(_ key: String, _ text: String?) {
        write(key: key)
        if let text { write(text) } else { bytes += "null".utf8 }
        needsComma = true
    }

    mutating func member(_ key: String, _ number: Int?) {
        write(key: key)
        bytes += (number.map(String.init) ?? "null").utf8
        needsComma = true
    }

    mutating func member(_ key: String, _ truth: Bool) {
        write(key: key)
        bytes += (truth ? "true" : "false").utf8
        needsComma = true
    }

    private mutating func write(key: String) {
        separate()
        write(key)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    /// Writes a text in quotation marks; controls and whatever is not ASCII as `\u` escapes, so that
    /// nothing in it can steer a terminal.
    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for unit in text.utf16 {
            if 0x20...0x7e ~= unit, unit != 0x22, unit != 0x5c {
                bytes.append(UInt8(truncatingIfNeeded: unit))
            } else {
                bytes += "\\u".utf8
                for shift in [12, 8, 4, 0] as [UInt16] {
                    let digit = UInt8(truncatingIfNeeded: unit >> shift & 15)
                    bytes.append(digit + (digit < 10 ? 0x30 : 0x57))
                }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
