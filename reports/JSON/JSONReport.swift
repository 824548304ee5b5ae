public import Audit

/// The canonical format: exactly one JSON document and one line feed, the same bytes for the same
/// report.
///
/// Keys are sorted, numbers rounded to microseconds, and controls and bidi controls are written as
/// `\u` escapes.
public enum JSONReport {
    /// The document, masked as a level wants it. Where nobody knows what is the user's own, nothing is
    /// masked, and the document does not say that it was.
    ///
    /// - Throws: `EncodingError` when a number is not finite or beyond ±9.2e12.
    public static func text(of report: Report, as redaction: Redaction = .nothing) throws -> String
    {
        let text = try document(report)
        guard redaction != .nothing, report.run.identifiers != nil else { return text }
        return try document(JSONReader.tree(of: Array(text.utf8)).masked(as: redaction))
    }

    private static func document(_ value: some JSONValue) throws -> String {
        var writer = JSONWriter()
        value.write(to: &writer)
        if let number = writer.unwritable {
            throw EncodingError.invalidValue(
                number,
                .init(codingPath: [], debugDescription: "not a number that can be written"))
        }
        return writer.document()
    }
}
