/// Builds a tree of nodes from any `Encodable`, without Foundation.
struct JSONEncoding: Encoder {
    let node: JSONNode
    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any] = [:]

    /// The tree of a value.
    static func tree(_ value: some Encodable, at path: [any CodingKey] = []) throws -> JSONNode {
        switch value {
        case let text as String: return JSONNode(.string(text))
        case let flag as Bool: return JSONNode(.bool(flag))
        case let number as any BinaryInteger: return JSONNode(.number(String(number)))
        case let number as Double: return JSONNode(.number(try decimal(number, at: path)))
        default:
            let node = JSONNode()
            try value.encode(to: JSONEncoding(node: node, codingPath: path))
            return node
        }
    }

    func container<Key>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .object = node.content {} else { node.content = .object([:]) }
        return KeyedEncodingContainer(JSONMembers<Key>(node: node, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .array = node.content {} else { node.content = .array([]) }
        return JSONItems(node: node, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        JSONScalar(node: node, codingPath: codingPath)
    }

    /// A decimal number rounded to microseconds, without exponent and without a negative zero.
    private static func decimal(_ number: Double, at path: [any CodingKey]) throws -> String {
        let rounded = (number * 1_000_000).rounded()
        guard let micros = Int64(exactly: rounded) else {
            throw EncodingError.invalidValue(
                number,
                .init(codingPath: path, debugDescription: "not a number that can be written"))
        }
        let whole = micros.magnitude / 1_000_000
        let digits = String(micros.magnitude % 1_000_000)
        var fraction = String(repeating: "0", count: 6 - digits.count) + digits
        while fraction.last == "0" { fraction.removeLast() }
        return (micros < 0 ? "-" : "") + String(whole) + (fraction.isEmpty ? "" : "." + fraction)
    }
}

/// The members of an object.
private struct JSONMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: JSONNode
    let codingPath: [any CodingKey]

    func encodeNil(forKey key: Key) { node.set(key.stringValue, JSONNode()) }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        node.set(key.stringValue, try JSONEncoding.tree(value, at: codingPath + [key]))
    }

    func nestedContainer<Nested>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        child(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        child(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { JSONEncoding(node: node, codingPath: codingPath) }

    func superEncoder(forKey key: Key) -> any Encoder { child(key) }

    private func child(_ key: Key) -> JSONEncoding {
        let child = JSONNode()
        node.set(key.stringValue, child)
        return JSONEncoding(node: child, codingPath: codingPath + [key])
    }
}

/// The items of an array.
private struct JSONItems: UnkeyedEncodingContainer {
    let node: JSONNode
    let codingPath: [any CodingKey]
    private(set) var count = 0

    init(node: JSONNode, codingPath: [any CodingKey]) {
        self.node = node
        self.codingPath = codingPath
    }

    mutating func encodeNil() { add(JSONNode()) }

    mutating func encode<T: Encodable>(_ value: T) throws {
        add(try JSONEncoding.tree(value, at: codingPath))
    }

    mutating func nestedContainer<Nested>(
        keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
        child().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        child().unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { child() }

    private mutating func add(_ item: JSONNode) {
        node.append(item)
        count += 1
    }

    private mutating func child() -> JSONEncoding {
        let child = JSONNode()
        add(child)
        return JSONEncoding(node: child, codingPath: codingPath)
    }
}

/// A value that is neither object nor array.
private struct JSONScalar: SingleValueEncodingContainer {
    let node: JSONNode
    let codingPath: [any CodingKey]

    func encodeNil() { node.content = .null }

    func encode<T: Encodable>(_ value: T) throws {
        node.content = try JSONEncoding.tree(value, at: codingPath).content
    }
}
