/// Several runs of one kind, judged one by one: which was the worst, and where they disagree.
public struct Repeats: Sendable {
    /// The reports, in the order of the runs; at least one.
    public let reports: [Report]
    /// The index of the worst: by headline, then by packets outside, then the first.
    public let worst: Int
    /// The checks that are worth a word, in the order of the worst report.
    public let rows: [Row]

    /// A check on which runs disagree, or that failed.
    public struct Row: Sendable {
        /// The check.
        public let id: CheckID
        /// How many runs came to each verdict, the worst verdict first; none that no run came to.
        public let counts: [(verdict: Report.Verdict, runs: Int)]
        /// How many packets the runs that decided found; nil where none found any.
        public let packets: Spread?
        /// Whether no fail of it is a leak.
        public let isNotice: Bool
    }

    /// How far numbers of several runs are apart.
    public struct Spread: Equatable, Sendable {
        /// The middle one; between two of them, their mean.
        public let median: Double
        /// The smallest.
        public let least: Int
        /// The largest.
        public let most: Int

        /// The spread of some numbers; nil if there are none.
        public init?(_ numbers: [Int]) {
            let sorted = numbers.sorted()
            guard let least = sorted.first, let most = sorted.last else { return nil }
            let middle = sorted.count / 2
            median =
                sorted.count.isMultiple(of: 2)
                ? (Double(sorted[middle - 1]) + Double(sorted[middle])) / 2
                : Double(sorted[middle])
            self.least = least
            self.most = most
        }
    }

    /// Compares runs; nil if there are none.
    public init?(_ reports: [Report]) {
        let ranks = reports.map(Repeats.rank)
        guard let highest = ranks.max(by: <), let worst = ranks.firstIndex(where: { $0 == highest })
        else { return nil }
        self.reports = reports
        self.worst = worst
        rows = reports[worst].checks.compactMap { Repeats.row($0.id, in: reports) }
    }

    /// Whether every run came to the same headline and the same verdicts.
    public var agree: Bool {
        Set(reports.map(\.verdict)).count == 1 && rows.allSatisfy { $0.counts.count == 1 }
    }

    /// The worst report, with what the others say of its faults and findings.
    public var report: Report { reports[worst].compared(with: reports) }

    /// Worse ones are greater.
    private static func rank(_ report: Report) -> (Int, Int) {
        let order: [Headline] = [.pass, .inconclusive, .error, .fail]
        return (
            order.firstIndex(of: report.verdict) ?? 0, report.summary.leaked?.packetCount ?? 0
        )
    }

    private static func row(_ id: CheckID, in reports: [Report]) -> Row? {
        let checks = reports.compactMap { report in report.checks.first { $0.id == id } }
        let counts = Report.Verdict.allCases.map { verdict in
            (verdict: verdict, runs: checks.count { $0.verdict == verdict })
        }.filter { $0.runs > 0 }
        guard counts.count > 1 || counts.first?.verdict == .fail else { return nil }
        let packets = reports.compactMap { report -> Int? in
            guard report.checks.first(where: { $0.id == id })?.isDecided ?? false else {
                return nil
            }
            return report.findings.filter { $0.checkID == id }
                .reduce(0) { $0 + ($1.packets?.count ?? 0) }
        }
        let findings = reports.flatMap(\.findings).filter { $0.checkID == id }
        return Row(
            id: id, counts: counts,
            packets: packets.contains { $0 > 0 } ? Spread(packets) : nil,
            isNotice: !findings.contains { $0.severity.isLeak })
    }
}
