internal import ArgumentParser
internal import Audit
internal import Reports
internal import Wire

/// The flags of a verdict: what is judged, by which policy, and what is told of it.
///
/// `check` and `analyze` have them alike, so that a live run and its recording cannot disagree.
struct JudgeOptions: ParsableArguments {
    @Option(name: .long, help: "Judge only these checks or areas, between commas. Repeatable.")
    var only: [String] = []

    @Option(name: .long, help: "Leave out these checks or areas, between commas. Repeatable.")
    var skip: [String] = []

    @Option(name: .long, help: "A YAML file with the policy.")
    var policy: String?

    @Flag(name: .long, help: "Tolerate the local network allowance.")
    var allowLan = false

    @Option(
        name: .long,
        help: "The mildest result that fails: leak (medium severity), notice, never.",
        transform: JudgeOptions.failOn)
    var failOn: FailOn?

    @Flag(name: .long, help: "Any check that is not decided counts as a fail.")
    var strict = false

    @Flag(name: .long, help: "Not proven ends with exit code 0.")
    var allowInconclusive = false

    @Option(name: [.short, .customLong("format")], help: "What standard output carries.")
    var format = Analyze.Format.text

    @Option(
        name: .long,
        help: """
            What is masked: none; share, your own addresses, MACs and names; strict, the tunnel's ends \
            too. Without it share in HTML, and none elsewhere.
            """,
        transform: Redaction.asked)
    var redact: Redaction?

    @Flag(name: .shortAndLong, help: "Print only the headline; -qq prints nothing.")
    var quiet: Int

    @Flag(name: .shortAndLong, help: "Tell timing and reasons; -vv tells each probe.")
    var verbose: Int

    /// Refuses flags that contradict each other.
    func validate() throws {
        guard !strict || !allowInconclusive else {
            throw ValidationError("--strict and --allow-inconclusive contradict each other")
        }
    }

    /// What is told beside the result.
    var talk: Talk { Talk(quiet: quiet, verbose: verbose) }

    /// The policy of a file with what the flags change; the file's if there are none.
    func applied(to policy: Policy) -> Policy {
        var policy = policy
        if allowLan { policy.allowsLocalNetwork = true }
        if let failOn { policy.failOn = failOn }
        if strict { policy.strict = true }
        if allowInconclusive {
            policy.strict = false
            policy.allowsInconclusive = true
        }
        return policy
    }

    /// The same flags as words for another process, without files and checks.
    var words: [String] {
        var words = ["--format", format.rawValue]
        if allowLan { words.append("--allow-lan") }
        if let failOn { words += ["--fail-on", failOn.rawValue] }
        if strict { words.append("--strict") }
        if allowInconclusive { words.append("--allow-inconclusive") }
        if let redact { words += ["--redact", redact.rawValue] }
        words += [String](repeating: "--quiet", count: min(quiet, 2))
        words += [String](repeating: "--verbose", count: min(verbose, 2))
        return words
    }

    private static func failOn(_ text: String) throws -> FailOn {
        guard let level = FailOn(rawValue: text) else {
            throw ValidationError("--fail-on is leak, notice or never")
        }
        return level
    }
}

extension Redaction {
    /// The level that a flag names.
    static func asked(_ text: String) throws -> Redaction {
        guard let level = Redaction(rawValue: text) else {
            throw ValidationError("--redact is none, share or strict")
        }
        return level
    }
}
