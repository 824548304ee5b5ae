/// The endpoints that the user named; nobody else is ever contacted.
public struct EndpointSet: Sendable {
    /// Endpoints of a run: each is asked several times, and each answer is read.
    private static let most = 32

    /// The endpoints, in the order named.
    public private(set) var adapters: [EndpointAdapter] = []

    /// Reads values of `--endpoints`: `none`, `public`, `self=HOST…`, `file=PATH`.
    ///
    /// A file has such a value, or the name of a public endpoint, on each line; `#` begins a comment.
    /// - Parameters:
    ///   - values: The values as given.
    ///   - file: The bytes of a file; nil if it cannot be read.
    public init(_ values: [String], file: (String) -> [UInt8]?) throws(EndpointError) {
        for value in values {
            if value == "none" {
                guard values.count == 1 else {
                    throw EndpointError(value, "It cannot stand beside others.")
                }
            } else if value.hasPrefix("file=") {
                guard let bytes = file(String(value.dropFirst(5))) else {
                    throw EndpointError(value, "The file cannot be read.")
                }
                for line in EndpointSet.lines(bytes) { try add(line, isOfFile: true) }
            } else {
                try add(Substring(value), isOfFile: false)
            }
        }
    }

    /// No endpoints.
    public static let none = EndpointSet()

    private init() {}

    /// Whether nobody is asked.
    public var isEmpty: Bool { adapters.isEmpty }

    /// Everybody who would be contacted, and how, a line for each endpoint and what it learns.
    public var plan: [String] {
        guard !isEmpty else { return [] }
        var lines = adapters.map { adapter in
            let contacts = adapter.contacts.map(\.description).joined(separator: ", ")
            return "endpoint   \(adapter.name) of \(adapter.operatedBy): \(contacts); "
                + "learns \(adapter.learns)"
        }
        if adapters.contains(where: { $0.contacts.contains(where: \.needsLookUp) }) {
            lines.append(
                "look-ups   hosts of endpoints, by the system's resolver, as any program's")
        }
        return lines
    }

    private mutating func add(_ text: Substring, isOfFile: Bool) throws(EndpointError) {
        if text == "public" {
            for adapter in EndpointAdapter.publicOnes { try add(adapter, for: text) }
        } else if text.hasPrefix("self=") {
            try add(OwnResponder(text.dropFirst(5)).adapter, for: text)
        } else if isOfFile,
            let adapter = EndpointAdapter.publicOnes.first(where: { $0.name == text })
        {
            try add(adapter, for: text)
        } else {
            throw EndpointError(
                text,
                isOfFile
                    ? "A line is public, self=HOST or the name of a public endpoint."
                    : "It is none, public, self=HOST or file=PATH.")
        }
    }

    private mutating func add(
        _ adapter: EndpointAdapter, for text: Substring
    ) throws(EndpointError) {
        if adapters.contains(where: { $0.name == adapter.name && $0.contacts == adapter.contacts })
        {
            return
        }
        guard adapters.count < EndpointSet.most else {
            throw EndpointError(text, "At most \(EndpointSet.most) endpoints are asked.")
        }
        adapters.append(adapter)
    }

    private static func lines(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap {
            line in
            let text = line.prefix { $0 != "#" }.drop { $0.isWhitespace }
            let words = text.split(whereSeparator: \.isWhitespace)
            // What has a blank inside is refused as a whole.
            return words.count < 2 ? words.first : text
        }
    }
}
