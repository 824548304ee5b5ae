/// Writes a tree of nodes with sorted keys, two spaces of indent, and short containers on one line.
struct JSONText {
    /// Longest line on which a container is kept together, in bytes.
    private static let lineLength = 100

    private var bytes: [UInt8] = []

    /// The document with one line feed at its end.
    static func document(_ node: JSONNode) -> String {
        var writer = JSONText()
        writer.write(node, indent: 0, room: lineLength)
        writer.bytes.append(UInt8(ascii: "\n"))
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private mutating func write(_ node: JSONNode, indent: Int, room: Int) {
        var attempt = JSONText()
        if attempt.writeOnOneLine(node, room: room) {
            bytes += attempt.bytes
            return
        }
        switch node.content {
        case .array(let items):
            openLines(of: items, brackets: "[]", indent: indent) { writer, item in
                writer.write(item, indent: indent + 2, room: Self.lineLength - indent - 3)
            }
        case .object(let members):
            let sorted = members.sorted { $0.key < $1.key }
            openLines(of: sorted, brackets: "{}", indent: indent) { writer, member in
                let start = writer.bytes.count
                writer.writeString(member.key)
                writer.bytes += ": ".utf8
                let used = indent + 3 + writer.bytes.count - start
                writer.write(member.value, indent: indent + 2, room: Self.lineLength - used)
            }
        case .string(let text):
            writeString(text)
        case .null, .bool, .number:
            bytes += scalar(node.content).utf8
        }
    }

    private mutating func openLines<Item>(
        of items: [Item], brackets: String, indent: Int, each: (inout JSONText, Item) -> Void
    ) {
        let margin = [UInt8](repeating: UInt8(ascii: " "), count: indent)
        bytes += brackets.utf8.prefix(1)
        for (index, item) in items.enumerated() {
            bytes += index == 0 ? [] : [UInt8(ascii: ",")]
            bytes += [UInt8(ascii: "\n")] + margin + "  ".utf8
            each(&self, item)
        }
        bytes += [UInt8(ascii: "\n")] + margin
        bytes += brackets.utf8.suffix(1)
    }

    /// False, with nothing to be kept, when the node does not fit.
    private mutating func writeOnOneLine(_ node: JSONNode, room: Int) -> Bool {
        let start = bytes.count
        func left(_ writer: JSONText) -> Int { room - (writer.bytes.count - start) }
        switch node.content {
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                bytes += index == 0 ? "".utf8 : ", ".utf8
                guard writeOnOneLine(item, room: left(self)) else { return false }
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                bytes += index == 0 ? "".utf8 : ", ".utf8
                writeString(member.key)
                bytes += ": ".utf8
                guard writeOnOneLine(member.value, room: left(self)) else { return false }
            }
            bytes.append(UInt8(ascii: "}"))
        case .string(let text):
            guard text.utf8.count <= room else { return false }
            writeString(text)
        case .null, .bool, .number:
            bytes += scalar(node.content).utf8
        }
        return left(self) >= 0
    }

    private func scalar(_ content: JSONNode.Content) -> String {
        switch content {
        case .bool(let flag): flag ? "true" : "false"
        case .number(let text): text
        case .null, .string, .array, .object: "null"
        }
    }

    private mutating func writeString(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes += "\\\"".utf8
            case "\\": bytes += "\\\\".utf8
            case "\n": bytes += "\\n".utf8
            case "\t": bytes += "\\t".utf8
            case _ where isInvisible(scalar):
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    bytes += "\\u".utf8
                    bytes += String(repeating: "0", count: 4 - digits.count).utf8
                    bytes += digits.utf8
                }
            default: bytes += String(scalar).utf8
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Controls, bidi controls, zero-width and tag characters, and line separators.
    private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else { return scalar.value < 0x20 || scalar.value == 0x7f }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
