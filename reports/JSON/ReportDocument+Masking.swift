internal import Audit

extension ReportDocument {
    /// What is masked in a document.
    struct Masking {
        /// How it is masked; nil where it does not say what is the user's own, and so nothing is.
        let redaction: Redaction?
        /// How many identifiers of each kind are, in order; nil where it does not say.
        let counts: [(kind: Report.Identifier.Kind, count: Int)]?

        /// Reads it from the run.
        init(_ run: JSONField) throws(UnreadableReport) {
            let stored = try run.redaction() ?? .nothing
            let list = try run.optional("identifiers")
            redaction = stored == .nothing && list == nil ? nil : stored
            counts = try run.optional("masked").map { field throws(UnreadableReport) in
                try field.items { item throws(UnreadableReport) in
                    (try item.member("kind").word(), try item.member("count").count())
                }
            }
        }
    }
}
