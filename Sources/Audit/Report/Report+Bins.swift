internal import Wire

extension Report.Drill {
    /// Width of a bin as it is counted, in seconds.
    static let narrowBin = 0.01
    /// Most bins of all cells: a drill of every fault with its usual rate and watching time has some
    /// hundred and fifty thousand, and a report of as many has some twelve million bytes.
    public static let mostBins = 250_000
    /// How much wider bins can become; the last are of three hours.
    private static let factors = [1, 2, 5].flatMap { step in
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000].map { step * $0 }
    }.sorted()

    /// A drill as it went; bins of 10 ms that are too many become fewer and wider ones.
    init(
        rate: Int, rateReached: Int, longestGap: Double, faults: [Report.Fault],
        rules: Report.Rules?
    ) {
        let cells = faults.flatMap(\.cells).map(\.bins)
        let factor =
            Self.factors.first { factor in
                cells.reduce(0) { $0 + Report.Bin.count(of: $1, by: factor) } <= Self.mostBins
            } ?? 1_000_000
        self.rate = rate
        self.rateReached = rateReached
        self.longestGap = longestGap
        self.faults = faults
        self.rules = rules
        binWidth = Self.narrowBin * Double(factor)
        guard factor > 1 else { return }
        for fault in faults.indices {
            for cell in faults[fault].cells.indices {
                let bins = faults[fault].cells[cell].bins
                self.faults[fault].cells[cell].bins = Report.Bin.widened(bins, by: factor)
            }
        }
    }

    /// What had to be left out for a report to stay readable.
    var limits: [Report.Limit] {
        var limits: [Report.Limit] = []
        if binWidth > Self.narrowBin {
            limits.append(
                Report.Limit(
                    reasonCode: "killswitch.bins_widened",
                    text: OutsideText(
                        "What became of the canaries is told in bins of \(binWidth) s: of 10 ms there "
                            + "would be more than \(Self.mostBins). The recording has each canary.")
                ))
        }
        let cut = faults.filter { $0.leaks.count < $0.window?.packetCount ?? 0 }
        if !cut.isEmpty {
            // A text from outside is cut at 200 characters.
            let named = Set(cut.map(\.id)).sorted().prefix(3).joined(separator: ", ")
            let half = Report.Fault.mostLeaks / 2
            limits.append(
                Report.Limit(
                    reasonCode: "killswitch.leaks_cut",
                    text: OutsideText(
                        "More left than is listed one by one (\(named)): there are the first and the "
                            + "last \(half). Counts are exact, and the recording has every packet.")
                ))
        }
        return limits
    }
}

extension Report.Bin {
    /// How many bins are left of some that become wider.
    fileprivate static func count(of bins: [Report.Bin], by factor: Int) -> Int {
        var (count, last) = (0, -1)
        for bin in bins where bin.index / factor != last {
            (count, last) = (count + 1, bin.index / factor)
        }
        return count
    }

    /// Bins that are so many times as wide.
    fileprivate static func widened(_ bins: [Report.Bin], by factor: Int) -> [Report.Bin] {
        var wide: [Report.Bin] = []
        for bin in bins {
            let index = bin.index / factor
            if wide.last?.index != index { wide.append(Report.Bin(index: index)) }
            let last = wide.count - 1
            wide[last].inside += bin.inside
            wide[last].held += bin.held
            wide[last].blocked += bin.blocked
            wide[last].leaked += bin.leaked
        }
        return wide
    }
}
