internal import Foundation
internal import Namespaces

/// What `ip -j` says in a namespace.
struct Oracle {
    /// One object of its answer.
    struct Row {
        let members: [String: any Sendable]

        subscript(_ name: String) -> String? {
            switch members[name] {
            case let text as String: text
            case let number as NSNumber: number.stringValue
            default: nil
            }
        }

        /// Objects below this one.
        func rows(_ name: String) -> [Row] {
            (members[name] as? [[String: any Sendable]] ?? []).map(Row.init)
        }

        func row(_ name: String) -> Row {
            Row(members: members[name] as? [String: any Sendable] ?? [:])
        }

        func texts(_ name: String) -> [String] { members[name] as? [String] ?? [] }
    }

    /// Asks `ip -j` with some words.
    static func ask(_ words: String, in network: TestNetwork) async throws -> [Row] {
        let text = try await network.run("ip -j \(words)")
        guard !text.isEmpty else { return [] }
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return (value as? [[String: any Sendable]] ?? []).filter { !$0.isEmpty }.map(Row.init)
    }
}
