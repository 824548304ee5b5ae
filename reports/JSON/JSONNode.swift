/// A piece of a JSON document while it is built; a class, because encoders hand out references.
final class JSONNode {
    enum Content {
        case null
        case bool(Bool)
        /// A number as it will be written.
        case number(String)
        case string(String)
        case array([JSONNode])
        case object([String: JSONNode])
    }

    var content: Content

    init(_ content: Content = .null) { self.content = content }

    func append(_ node: JSONNode) {
        if case .array(var items) = content {
            content = .null  // so that the array is not copied
            items.append(node)
            content = .array(items)
        } else {
            content = .array([node])
        }
    }

    func set(_ key: String, _ node: JSONNode) {
        if case .object(var members) = content {
            content = .null  // as above
            members[key] = node
            content = .object(members)
        } else {
            content = .object([key: node])
        }
    }
}
