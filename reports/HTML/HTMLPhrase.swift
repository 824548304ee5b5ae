internal import Audit
internal import Wire

/// Phrases of a page.
enum HTMLPhrase {
    /// Longest sentence that is shown whole, in scalars: our own are shorter, a stored file may lie.
    static let longestSentence = 2_000

    /// A sentence from a report.
    static func sentence(_ text: OutsideText) -> String { text.forPeople(atMost: longestSentence) }

    /// The sentence, beginning with a capital.
    static func capital(_ text: OutsideText) -> String { capital(sentence(text)) }

    static func capital(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, first.isASCII else { return text }
        return String(first).uppercased() + String(text.unicodeScalars.dropFirst())
    }

    /// The sentence as it goes on behind another word; names such as `IPv6` stay as they are.
    static func lower(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, first.isASCII,
            scalars.dropFirst().first?.properties.isUppercase == false
        else { return text }
        return String(first).lowercased() + String(scalars.dropFirst())
    }

    /// The text with a full stop at its end.
    static func ended(_ text: String) -> String { text.hasSuffix(".") ? text : text + "." }

    /// `22 Nov 2026, 14:39 UTC` for a time in RFC 3339; any other text as it is.
    static func moment(_ time: OutsideText) -> String {
        let bytes = Array(time.raw.utf8)
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z"), bytes[4] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T"), let year = digits(bytes[0..<4]),
            let month = digits(bytes[5..<7]), let day = digits(bytes[8..<10]),
            let hour = digits(bytes[11..<13]), let minute = digits(bytes[14..<16]),
            months.indices.contains(month - 1)
        else { return time.forPeople }
        return "\(day) \(months[month - 1]) \(year), \(two(hour)):\(two(minute)) UTC"
    }

    /// `1.84`: seconds with two decimals, for a table or a picture.
    static func hundredths(_ seconds: Double) -> String {
        let hundredths = Int((seconds.magnitude * 100).rounded())
        return (seconds < 0 && hundredths > 0 ? "-" : "") + String(hundredths / 100) + "."
            + two(hundredths % 100)
    }

    /// `4812–4866`, `4841`, or nil where there is no frame.
    static func frames(_ first: Int?, _ last: Int?) -> String? {
        guard let first else { return nil }
        guard let last, last != first else { return String(first) }
        return "\(first)–\(last)"
    }

    /// Words of a command line, each quoted where a shell would not take it for one word.
    static func command(_ words: [OutsideText]) -> String {
        words.map { word in
            let isPlain = !word.raw.isEmpty && word.raw.utf8.allSatisfy(isPlainInShell)
            return isPlain
                ? sentence(word)
                : "'"
                    + sentence(
                        OutsideText(
                            word.raw.split(
                                separator: "'",
                                omittingEmptySubsequences: false
                            ).joined(separator: "'\\''"))) + "'"
        }.joined(separator: " ")
    }

    /// The name of a stage, where the report gives it no title.
    static func title(of stage: ReportDocument.Stage) -> String {
        stage.title?.forPeople ?? title(of: stage.name)
    }

    static func title(of stage: Report.StageName) -> String {
        switch stage {
        case .baseline: "Before the tunnel"
        case .connecting: "Connecting"
        case .connected: "Tunnel up"
        case .faulted: "Tunnel cut"
        case .recovered: "Tunnel up again"
        case .disconnected: "Tunnel down"
        }
    }

    private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

    private static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
        Int(String(decoding: bytes, as: UTF8.self))
    }

    private static func isPlainInShell(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-_./:,=@%+".utf8.contains(byte)
        }
    }
}
