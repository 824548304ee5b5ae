internal import Foundation
internal import Wire

/// Reading JSON that a stranger wrote.
enum EndpointJSON {
    /// The value of the bytes; nil if they are no JSON of this shape.
    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) -> Value? {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            return nil
        }
    }
}

/// A member that is a text, a number or a truth: services say `false` where they know nothing.
struct LooseText: Decodable {
    /// The text; nil for `false` and for whatever is no single value.
    let text: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            text = try container.decode(String.self)
        } catch {
            text = LooseText.number(in: container)
        }
    }

    /// The address that the text spells.
    var address: IPAddress? { text.flatMap { IPAddress($0) } }

    private static func number(in container: any SingleValueDecodingContainer) -> String? {
        do {
            return String(try container.decode(Int.self))
        } catch {
            return nil
        }
    }
}

/// Reading lines of text that a stranger wrote.
enum EndpointText {
    /// The address that a text is, but for blanks and line ends around it.
    static func address(_ bytes: [UInt8]) -> IPAddress? { IPAddress(trimmed(bytes)) }

    /// The text without blanks and line ends around it.
    static func trimmed(_ bytes: [UInt8]) -> String {
        let isBlank = { (byte: UInt8) in byte <= 0x20 }
        var rest = bytes[...].drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(decoding: rest, as: UTF8.self)
    }

    /// The network that `address/length` spells, whatever stands behind a second slash; bits beyond
    /// the length are left out.
    static func subnet(_ text: some StringProtocol) -> IPPrefix? {
        let parts = text.split(separator: "/")
        guard parts.count >= 2, let address = IPAddress(String(parts[0])),
            let length = Int(parts[1])
        else { return nil }
        return IPPrefix(address, length: length)
    }

    /// Digits and small letters that nobody can guess.
    static func nonce(_ count: Int) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let bytes = (0..<count).map { _ in letters[Int.random(in: letters.indices)] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
