internal import Evidence

/// Reads a rule of nftables: what it asks for, and what becomes of a packet (libnftables-json(5)).
struct RuleReader {
    let sets: NamedSets
    let table: String
    let family: Ruleset.Family

    /// Statements that change nothing about where a packet goes.
    private static let idle: Set<String> = [
        "counter", "log", "set", "map", "last", "meter", "ct helper", "ct timeout",
        "ct expectation", "secmark",
    ]
    /// Statements behind which a rule goes on for some packets only, nobody knows which.
    private static let chancy: Set<String> = ["limit", "quota", "ct count"]

    /// The rules that a rule stands for: one with a map of verdicts is as many as the map has rows.
    func rules(_ expressions: JSONTree?) -> [Ruleset.Rule] {
        var rule = Ruleset.Rule([], .next)
        for expression in expressions?.values ?? [] {
            guard case .object(let object) = expression, object.count == 1,
                let (name, body) = object.first
            else {
                rule.verdict = .unknown
                continue
            }
            if name == "vmap", rule.verdict == .next {
                if let expanded = expanded(rule, body) { return expanded }
                rule.verdict = .unknown
            } else if name == "match" {
                rule.matches += matchReader.matches(body)
            } else if RuleReader.chancy.contains(name) {
                rule.matches.append(Ruleset.Match(.unknown, []))
            } else if !RuleReader.idle.contains(name) {
                add(name, body, to: &rule)
            }
        }
        guard rule.matches.count <= Ruleset.mostValues else {
            return [Ruleset.Rule([Ruleset.Match(.unknown, [])], .unknown)]
        }
        return [rule]
    }

    private var matchReader: MatchReader {
        MatchReader(sets: sets, table: table, family: family)
    }

    /// Adds a statement that may decide; what was not understood once stays so.
    private func add(_ name: String, _ body: JSONTree, to rule: inout Ruleset.Rule) {
        switch name {
        case "mangle":
            let key = body["key"]
            if key?["meta"]?["key"]?.string == "mark" {
                rule.marks = true
            } else if key?["meta"] == nil, key?["ct"] == nil {
                rule.verdict = .unknown
            }
        case "xt": add(xt: body, to: &rule)
        default:
            guard rule.verdict == .next else { return }
            (rule.verdict, rule.target) = RuleReader.verdict(name, body)
        }
    }

    /// Adds something of iptables, which libnftables gives by its name alone.
    private func add(xt body: JSONTree, to rule: inout Ruleset.Rule) {
        switch (body["type"]?.string, body["name"]?.string) {
        case ("match", "comment"), ("target", "LOG"), ("target", "NFLOG"), ("target", "TCPMSS"),
            ("target", "SECMARK"):
            return
        case ("match", _): rule.matches.append(Ruleset.Match(.unknown, []))
        case ("target", "REJECT") where rule.verdict == .next: rule.verdict = .drop
        case ("target", "MASQUERADE") where rule.verdict == .next: rule.verdict = .accept
        case ("target", "SNAT") where rule.verdict == .next: rule.verdict = .accept
        case ("target", "MARK"), ("target", "CONNMARK"): rule.marks = true
        default: rule.verdict = .unknown
        }
    }

    private static func verdict(
        _ name: String, _ body: JSONTree
    ) -> (Ruleset.Verdict, target: String?) {
        switch name {
        case "accept", "masquerade", "snat": return (.accept, nil)
        case "drop", "reject": return (.drop, nil)
        case "return": return (.return, nil)
        case "continue": return (.next, nil)
        case "jump", "goto":
            guard let target = body["target"]?.string, target.utf8.count <= Ruleset.longestName
            else { return (.unknown, nil) }
            return (name == "jump" ? .jump : .goto, target)
        default: return (.unknown, nil)
        }
    }

    /// A rule for each row of a map of verdicts; nil if it is not understood.
    private func expanded(_ rule: Ruleset.Rule, _ body: JSONTree) -> [Ruleset.Rule]? {
        guard let rows = body["data"]?["set"]?.values, rows.count <= Ruleset.mostValues,
            let key = body["key"]
        else { return nil }
        var rules: [Ruleset.Rule] = []
        for row in rows {
            guard let pair = row.values, pair.count == 2, case .object(let object) = pair[1],
                object.count == 1, let (name, target) = object.first
            else { return nil }
            var one = rule
            one.matches += matchReader.matches(
                .object(["op": .text("=="), "left": key, "right": pair[0]]))
            guard one.matches.count <= Ruleset.mostValues else { return nil }
            (one.verdict, one.target) = RuleReader.verdict(name, target)
            rules.append(one)
        }
        return rules
    }
}
