internal import Audit

/// A verdict as a page shows it: a shape, a colour and a word, each of which says it alone.
struct Chip {
    /// Which shape and colour; one of the page's own words.
    enum Kind: String {
        case pass, fail, warn, inc, skip
    }

    /// The kind, as the names in templates and styles end.
    let kind: String
    let word: String

    init(_ kind: Kind, _ word: String) {
        self.kind = kind.rawValue
        self.word = word
    }

    init(_ verdict: Report.Verdict, isNotice: Bool = false) {
        switch verdict {
        case .pass: self.init(.pass, "Sealed")
        case .fail where isNotice: self.init(.warn, "Notice")
        case .fail: self.init(.fail, "Leak")
        case .inconclusive: self.init(.inc, "Not sure")
        case .error: self.init(.inc, "Could not run")
        case .notApplicable: self.init(.skip, "Not applicable")
        }
    }

    init(_ headline: Headline) {
        switch headline {
        case .pass: self.init(.pass, "Sealed")
        case .fail: self.init(.fail, "Leak")
        case .inconclusive: self.init(.inc, "Not proven")
        case .error: self.init(.inc, "Could not run")
        }
    }

    init(_ result: Report.Traffic.Result) {
        switch result {
        case .pass: self.init(.pass, "Sealed")
        case .fail: self.init(.fail, "Leak")
        case .inconclusive: self.init(.inc, "Not sure")
        case .notApplicable: self.init(.skip, "Not judged")
        case .expected: self.init(.skip, "Expected")
        }
    }
}
