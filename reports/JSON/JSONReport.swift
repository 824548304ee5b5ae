public import Audit

/// The canonical format: exactly one JSON document and one line feed, the same bytes for the same
/// report.
///
/// Keys are sorted, numbers rounded to microseconds, and controls and bidi controls are written as
/// `\u` escapes.
public enum JSONReport {
    /// The document.
    ///
    /// - Throws: `EncodingError` when a number is not finite or beyond ±9.2e12.
    public static func text(of report: Report) throws -> String {
        var writer = JSONWriter()
        report.write(to: &writer)
        if let number = writer.unwritable {
            throw EncodingError.invalidValue(
                number,
                .init(codingPath: [], debugDescription: "not a number that can be written"))
        }
        return writer.document()
    }
}
