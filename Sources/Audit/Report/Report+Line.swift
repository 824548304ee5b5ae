public import Wire

extension Report {
    /// A line that people see: one check, or a few that share a name.
    public struct Line: Sendable {
        /// The name, from the card.
        public let title: String
        /// The worst verdict of its checks.
        public let verdict: Verdict
        /// Whether the worst is a fail that is not a leak.
        public let isNotice: Bool
        /// What was counted by the check that is worst, then severest, then first.
        public let fact: OutsideText
        /// The checks it stands for.
        public let checkIDs: [CheckID]

        /// The lines of these checks: leaks first, then in the order of the checks.
        static func lines(of checks: [Check], findings: [Finding]) -> [Line] {
            var titles: [String] = []
            var groups: [String: [Check]] = [:]
            for check in checks {
                if groups[check.title] == nil { titles.append(check.title) }
                groups[check.title, default: []].append(check)
            }
            let severities = Finding.severities(of: findings)
            let lines = titles.compactMap { title in
                Line(title: title, checks: groups[title] ?? [], severities: severities)
            }
            return lines.filter(\.isLeak) + lines.filter { !$0.isLeak }
        }

        /// Whether people read it as a leak.
        public var isLeak: Bool { verdict == .fail && !isNotice }

        private init?(title: String, checks: [Check], severities: [CheckID: Severity]) {
            func severity(_ check: Check) -> Severity { severities[check.id] ?? check.severity }
            let worst = Verdict.allCases.lazy
                .map { verdict in checks.filter { $0.verdict == verdict } }
                .first { !$0.isEmpty }
            guard let worst, let severest = worst.map(severity).max(),
                let speaker = worst.first(where: { severity($0) == severest })
            else { return nil }
            self.title = title
            verdict = speaker.verdict
            isNotice = speaker.verdict == .fail && !severest.isLeak
            fact = speaker.fact
            checkIDs = checks.map(\.id)
        }
    }
}
