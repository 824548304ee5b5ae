internal import Audit
internal import Wire

extension JSONField {
    /// How a run says that its report is masked; nil where it does not say.
    func redaction() throws(UnreadableReport) -> Redaction? {
        guard let field = try optional("redaction") else { return nil }
        return try field.word()
    }

    /// The list of a run by what it can be known; nil where it has none.
    func identifiers() throws(UnreadableReport) -> [Report.Identifier]? {
        guard let list = try optional("identifiers") else { return nil }
        let identifiers = try list.items { item throws(UnreadableReport) in
            Report.Identifier(
                try item.member("kind").word(), try item.member("value").text().raw)
        }
        guard identifiers.count <= Report.Identifier.most else {
            throw UnreadableReport("has more than \(Report.Identifier.most)", at: list.path)
        }
        return identifiers
    }

    /// Nodes, the exit and what the policy names, beyond those of a list.
    func others(
        than list: [Report.Identifier]
    ) throws(UnreadableReport) -> [Report.Identifier] {
        var known = Set(list.map(\.value.raw))
        var others: [Report.Identifier] = []
        func add(_ kind: Report.Identifier.Kind, _ text: OutsideText?) {
            guard let text, known.insert(text.raw).inserted,
                others.count < Report.Identifier.most
            else { return }
            others.append(Report.Identifier(kind, text.raw))
        }
        for hop in try optional("tunnel")?.hops() ?? [] {
            add(.node, try hop.text("node_id"))
            add(.entry, try hop.text("address"))
        }
        for party in try optional("parties")?.items({ $0 }) ?? [] {
            add(.node, try party.text("node_id"))
        }
        if let exit = try optional("exit") {
            add(.node, try exit.text("node_id"))
            for key in ["address_v4", "address_v6", "reverse_dns"] {
                add(.exit, try exit.text(key))
            }
        }
        if let policy = try optional("policy") {
            for entry in try policy.optional("allow")?.items({ $0 }) ?? [] {
                add(.named, try entry.text("dst"))
            }
            for text in try policy.texts("resolver") { add(.named, text) }
        }
        return others
    }

    private func hops() throws(UnreadableReport) -> [JSONField] {
        try optional("hops")?.items { $0 } ?? []
    }
}
