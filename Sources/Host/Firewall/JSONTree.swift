/// Any JSON value.
enum JSONTree: Hashable, Codable {
    case null
    case truth(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([JSONTree])
    case object([String: JSONTree])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let text = JSONTree.attempt({ try value.decode(String.self) }) {
            self = .text(text)
        } else if let object = JSONTree.attempt({ try value.decode([String: JSONTree].self) }) {
            self = .object(object)
        } else if let list = JSONTree.attempt({ try value.decode([JSONTree].self) }) {
            self = .list(list)
        } else if let truth = JSONTree.attempt({ try value.decode(Bool.self) }) {
            self = .truth(truth)
        } else if let integer = JSONTree.attempt({ try value.decode(Int64.self) }) {
            self = .integer(integer)
        } else {
            self = .number(try value.decode(Double.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .truth(let truth): try value.encode(truth)
        case .integer(let integer): try value.encode(integer)
        case .number(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .list(let list): try value.encode(list)
        case .object(let object): try value.encode(object)
        }
    }

    /// The value without the members of these names, at any depth.
    func without(_ names: Set<String>) -> JSONTree {
        switch self {
        case .list(let list): .list(list.map { $0.without(names) })
        case .object(let object):
            .object(object.filter { !names.contains($0.key) }.mapValues { $0.without(names) })
        default: self
        }
    }

    /// A member of an object; nil where it is none, or has none of that name.
    subscript(_ name: String) -> JSONTree? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    /// A text; nil for any other value.
    var string: String? { if case .text(let text) = self { text } else { nil } }

    /// A number without a fraction; nil for any other value.
    var whole: Int64? { if case .integer(let number) = self { number } else { nil } }

    /// The values of a list; nil for any other value.
    var values: [JSONTree]? { if case .list(let list) = self { list } else { nil } }

    /// What `decode` gives; nil for a value of another type, which is no error here.
    private static func attempt<Value>(_ decode: () throws -> Value) -> Value? {
        do { return try decode() } catch { return nil }
    }
}
