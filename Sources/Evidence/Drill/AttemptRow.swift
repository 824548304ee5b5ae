internal import Wire

/// A row of `attempts.jsonl`: canaries of one cell that were sent one after the other.
struct AttemptRow: Codable {
    /// The index of the cell.
    var cell: Int
    /// The number of the first.
    var number: Int
    /// When the first was sent.
    var at: String
    /// How much later each was sent than the one before it, in nanoseconds; the first is 0.
    var after: [UInt64]
    /// The ports that they were sent from.
    var ports: [UInt16]
    /// What became of each: 0 sent, -N answered after N microseconds, N refused with that error.
    var outcomes: [Int64]

    /// The file of such rows.
    static let file = RowFile<AttemptRow>(
        name: "attempts.jsonl", most: 1 << 16, largest: 256 << 20)
    /// Most canaries of a row: a line has some tens of kilobytes.
    private static let width = 1024

    /// The rows as they stand in their file.
    static func bytes(of attempts: [Attempt]) throws(EvidenceError) -> [UInt8] {
        var rows: [AttemptRow] = []
        var start = attempts.startIndex
        while start < attempts.endIndex {
            let first = attempts[start]
            let end =
                attempts[start...].prefix(width).firstIndex { $0.cell != first.cell }
                ?? min(start + width, attempts.endIndex)
            rows.append(AttemptRow(attempts[start..<end], first))
            start = end
        }
        return try file.bytes(of: rows)
    }

    /// Reads the rows of a file; throws for one that cannot be understood.
    static func attempts(
        _ bytes: [UInt8], of folder: String
    ) throws(EvidenceError) -> [Attempt] {
        try file.read(bytes, of: folder) { $0.attempts }.flatMap { $0 }
    }

    private init(_ attempts: ArraySlice<Attempt>, _ first: Attempt) {
        cell = first.cell
        number = first.number
        at = Timestamp(nanoseconds: first.at).unixSeconds
        var last = first.at
        after = attempts.map { attempt in
            defer { last = max(last, attempt.at) }
            return attempt.at >= last ? attempt.at - last : 0
        }
        ports = attempts.map(\.localPort)
        outcomes = attempts.map { attempt in
            switch attempt.outcome {
            case .sent: 0
            case .answered(let delay): -Int64(max(1, delay))
            case .refused(let number): Int64(max(1, number))
            }
        }
    }

    private var attempts: [Attempt]? {
        guard let start = Timestamp(at), after.count == ports.count,
            after.count == outcomes.count, 0...255 ~= cell, 1...(1 << 40) ~= number
        else { return nil }
        var time = start.nanoseconds
        var attempts: [Attempt] = []
        attempts.reserveCapacity(after.count)
        for index in after.indices {
            let (sum, overflows) = time.addingReportingOverflow(after[index])
            guard !overflows, let outcome = AttemptRow.outcome(outcomes[index]) else { return nil }
            time = sum
            attempts.append(
                Attempt(
                    cell: cell, number: number + index, at: time, localPort: ports[index],
                    outcome: outcome))
        }
        return attempts
    }

    private static func outcome(_ number: Int64) -> Attempt.Outcome? {
        if number == 0 { return .sent }
        if number > 0 { return Int32(exactly: number).map { .refused($0) } }
        return number > -(1 << 32) ? UInt32(exactly: -number).map { .answered($0) } : nil
    }
}
