internal import Wire

/// The rows of each run, in bounded memory.
struct RunLog {
    /// How much is kept.
    struct Bounds {
        /// Runs: an audit has one, a campaign over many exits a few hundred a day.
        var runs = 1_024
        /// Rows of a run: 16 seconds of the fastest canary, a thousand in a second.
        var rowsOfRun = 16_384
        /// Rows of all runs: at most 600 bytes each, of which the longest name takes half, 79 MB.
        var rows = 131_072
    }

    private struct Run {
        let number: UInt64
        var rows: Ring<Row>
        var dropped = 0
    }

    private let bounds: Bounds
    private var runs: [RunLabel: Run] = [:]
    /// The runs by the order in which they came, from `first` on.
    private var labels: [UInt64: RunLabel] = [:]
    private var first: UInt64 = 0
    /// Rows that are kept.
    private(set) var rowCount = 0
    /// Runs that were dropped with all their rows.
    var droppedRuns: Int { Int(truncatingIfNeeded: first) }
    var runCount: Int { runs.count }

    init(_ bounds: Bounds = Bounds()) { self.bounds = bounds }

    /// Adds a row to a run. Where there is no room the oldest row of the run goes, or the oldest
    /// run.
    mutating func add(_ row: Row, to label: RunLabel) {
        if runs[label] == nil {
            if runs.count >= bounds.runs { dropOldestRun() }
            let number = first + UInt64(runs.count)
            runs[label] = Run(number: number, rows: Ring(capacity: bounds.rowsOfRun))
            labels[number] = label
        }
        if runs[label]?.rows.add(row) == true {
            rowCount += 1
        } else {
            runs[label]?.dropped += 1
        }
        while rowCount > bounds.rows { dropOldestRun() }
    }

    /// The rows of a run as a JSON object; none if it is not known.
    /// - Parameters:
    ///   - label: The run.
    ///   - mark: What the asker named to know this answer from any other.
    ///   - now: When the answer is made.
    func json(of label: RunLabel, mark: RunLabel?, at now: Timestamp) -> [UInt8] {
        var json = JSONText()
        json.begin("{")
        json.member("run", label.text)
        json.member("at", now.rfc3339(digits: 9))
        json.member("mark", mark?.text)
        json.member("dropped_rows", runs[label]?.dropped ?? 0)
        json.member("dropped_runs", droppedRuns)
        json.begin("rows", "[")
        runs[label]?.rows.forEach { $0.write(to: &json) }
        json.end("]")
        json.end("}")
        return json.bytes
    }

    private mutating func dropOldestRun() {
        guard let label = labels.removeValue(forKey: first) else { return }
        first += 1
        if let run = runs.removeValue(forKey: label) { rowCount -= run.rows.count }
    }
}
