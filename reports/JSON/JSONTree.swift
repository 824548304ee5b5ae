internal import Wire

/// A JSON value as it was read; its strings are from outside.
enum JSONTree: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(OutsideText)
    case array([JSONTree])
    case object([String: JSONTree])
}

extension JSONTree: JSONValue {
    /// Writes the value as it was read; keys are those of a report of ours.
    func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.word("null")
        case .bool(let flag): flag.write(to: &json)
        case .number(let number):
            if let whole = Int(exactly: number) {
                json.number(whole)
            } else {
                json.number(number)
            }
        case .string(let text): text.write(to: &json)
        case .array(let items): items.write(to: &json)
        case .object(let members):
            json.object { json in
                for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                    json.member(key, value)
                }
            }
        }
    }
}
