public import Audit
internal import Mustache

/// The report as one page that needs nothing: no script, no request, one style block.
///
/// It is rendered from the JSON report alone, by the templates in `reports/templates`; the same JSON
/// gives the same bytes.
public struct HTMLReport {
    private let document: ReportDocument

    /// Most bytes of a stored report that are read; what the tool writes itself has fewer.
    public static let mostBytes = JSONReader.mostBytes

    /// A report as it was stored, masked as a level wants it; the bytes may be anybody's.
    ///
    /// One that is masked stays so, and in one that does not say what is the user's own nothing is:
    /// `redaction` tells.
    public init(
        json bytes: [UInt8], as redaction: Redaction = .share
    ) throws(UnreadableReport) {
        document = try ReportDocument(bytes, as: redaction)
    }

    /// The report of a run, by way of its JSON.
    ///
    /// - Throws: `EncodingError` when a number cannot be written.
    public init(_ report: Report, as redaction: Redaction = .share) throws {
        try self.init(json: Array(JSONReport.text(of: report).utf8), as: redaction)
    }

    /// How the page is masked; nil where nobody knows what is the user's own, and so nothing is.
    public var redaction: Redaction? { document.run.masking.redaction }

    /// The page, ending in a line feed.
    ///
    /// - Throws: the parser's error when a template is broken.
    public func text() throws -> String {
        var templates: [String: MustacheTemplate] = [:]
        for (name, text) in Self.templates {
            templates[name] = try MustacheTemplate(string: text)
        }
        let page = HTMLPage(document, style: Self.style)
        return MustacheLibrary(templates: templates).render(page, withTemplate: "page") ?? ""
    }

    /// The style block, whose hash the page allows and nothing else.
    private static var style: String { templates["style"] ?? "" }

    /// The templates by name; they are part of the program, so that it needs no file.
    static var templates: [String: String] {
        [
            ("page", PackageResources.page_mustache), ("style", PackageResources.style_mustache),
            ("shapes", PackageResources.shapes_mustache),
            ("line", PackageResources.line_mustache),
            ("chip", PackageResources.chip_mustache),
            ("verdict", PackageResources.verdict_mustache),
            ("findings", PackageResources.findings_mustache),
            ("finding", PackageResources.finding_mustache),
            ("rules", PackageResources.rules_mustache),
            ("parties", PackageResources.parties_mustache),
            ("traffic", PackageResources.traffic_mustache),
            ("exit", PackageResources.exit_mustache),
            ("comparison", PackageResources.comparison_mustache),
            ("limits", PackageResources.limits_mustache),
            ("again", PackageResources.again_mustache),
        ].reduce(into: [:]) { $0[$1.0] = String(decoding: $1.1, as: UTF8.self) }
    }
}
