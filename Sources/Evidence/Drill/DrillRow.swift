internal import Wire

/// A row of `drill.jsonl`: the rate, a cell or a fault.
struct DrillRow: Codable {
    var rate: Int?
    var cell: Cell?
    var fault: Fault?

    struct Cell: Codable {
        var kind: TrafficCell.Kind
        var carrier: TrafficCell.Carrier
        var sender: TrafficCell.Sender
        var remote: String
        var remotePort: UInt16
        /// Absent for no.
        var early: Bool?

        enum CodingKeys: String, CodingKey {
            case kind, carrier, sender, remote, early
            case remotePort = "remote_port"
        }
    }

    struct Fault: Codable {
        var id: FaultID
        var from: String
        var at: String
        /// Absent where it was seen at once, or never.
        var shown: String?
        var until: String
        var undone: String
        var recovered: String?
        /// What shows that it happened; nil if nothing did.
        var proof: String?
        /// Why nothing did.
        var doubt: String?
        var ways: [Way]
        /// Absent for what happens once.
        var transitions: [String]?
        var changes: [String]
        /// Absent for no.
        var entryBlocked: Bool?
        /// Absent for no.
        var afterRecovery: Bool?

        enum CodingKeys: String, CodingKey {
            case id, from, at, shown, until, undone, recovered, proof, doubt, ways, transitions
            case changes
            case entryBlocked = "entry_blocked"
            case afterRecovery = "after_recovery"
        }
    }

    struct Way: Codable {
        var version: UInt8
        var sender: TrafficCell.Sender
        var interface: String?
    }

    /// The file of such rows: 256 cells and 128 stages at most.
    static let file = RowFile<DrillRow>(name: "drill.jsonl", most: 512, noun: "row of a drill")

    /// The rows as they stand in their file.
    static func bytes(of drill: Drill) throws(EvidenceError) -> [UInt8] {
        try file.bytes(
            of: [DrillRow(rate: drill.rate)] + drill.cells.map { DrillRow(cell: Cell($0)) }
                + drill.faults.map { DrillRow(fault: Fault($0)) })
    }

    /// Reads the rows of a file; throws for what is no drill.
    static func drill(_ bytes: [UInt8], of folder: String) throws(EvidenceError) -> Drill {
        var drill = Drill(cells: [])
        try file.read(bytes, of: folder) { row -> Bool? in
            switch (row.rate, row.cell, row.fault) {
            case (let rate?, nil, nil):
                guard 1...1000 ~= rate else { return nil }
                drill.rate = rate
            case (nil, let cell?, nil):
                guard let value = cell.value, drill.cells.count < 256 else { return nil }
                drill.cells.append(value)
            case (nil, nil, let fault?):
                guard let value = fault.value else { return nil }
                drill.faults.append(value)
            default: return nil
            }
            return true
        }
        drill.faults.sort { $0.from < $1.from }
        return drill
    }
}

extension DrillRow.Cell {
    fileprivate init(_ cell: TrafficCell) {
        kind = cell.kind
        carrier = cell.carrier
        sender = cell.sender
        remote = cell.remote.description
        remotePort = cell.remotePort
        early = cell.isEarly ? true : nil
    }

    fileprivate var value: TrafficCell? {
        IPAddress(remote).map { address in
            var cell = TrafficCell(kind, carrier, by: sender, to: address, port: remotePort)
            cell.isEarly = early ?? false
            return cell
        }
    }
}

extension DrillRow.Fault {
    /// A clock that was set back while the fault was there makes nothing end before it began; that it was is
    /// told by the frames.
    fileprivate init(_ fault: DrilledFault) {
        var fault = fault
        fault.at = max(fault.at, fault.from)
        fault.until = max(fault.until, fault.at)
        fault.shown = fault.shown.map { min(max($0, fault.at), fault.until) }
        fault.undone = max(fault.undone, fault.until)
        fault.recovered = fault.recovered.map { max($0, fault.undone) }
        fault.transitions = fault.transitions.map { min(max($0, fault.from), fault.until) }.sorted()
        id = fault.id
        from = Timestamp(nanoseconds: fault.from).unixSeconds
        at = Timestamp(nanoseconds: fault.at).unixSeconds
        shown = fault.shown.map { Timestamp(nanoseconds: $0).unixSeconds }
        until = Timestamp(nanoseconds: fault.until).unixSeconds
        undone = Timestamp(nanoseconds: fault.undone).unixSeconds
        recovered = fault.recovered.map { Timestamp(nanoseconds: $0).unixSeconds }
        switch fault.proof {
        case .shown(let fact): proof = fact
        case .missing(let reason): doubt = reason
        }
        ways = fault.ways.map {
            DrillRow.Way(version: $0.version, sender: $0.sender, interface: $0.interface)
        }
        changes = fault.changes
        entryBlocked = fault.isEntryBlocked ? true : nil
        afterRecovery = fault.isAfterRecovery ? true : nil
        if !fault.transitions.isEmpty {
            transitions = fault.transitions.map { Timestamp(nanoseconds: $0).unixSeconds }
        }
    }

    fileprivate var value: DrilledFault? {
        guard let from = Timestamp(from)?.nanoseconds, let at = Timestamp(at)?.nanoseconds,
            let until = Timestamp(until)?.nanoseconds, let undone = Timestamp(undone)?.nanoseconds,
            from <= at, at <= until, until <= undone
        else { return nil }
        let evidence: DrilledFault.Proof
        switch (proof, doubt) {
        case (let fact?, nil): evidence = .shown(fact)
        case (nil, let reason?): evidence = .missing(reason)
        default: return nil
        }
        var value = DrilledFault(
            id, from: from, at: at, until: until, undone: undone, proof: evidence)
        if let shown {
            guard let time = Timestamp(shown)?.nanoseconds, proof != nil, at <= time, time <= until
            else { return nil }
            value.shown = time
        }
        if let recovered {
            guard let time = Timestamp(recovered)?.nanoseconds, time >= undone else { return nil }
            value.recovered = time
        }
        guard ways.allSatisfy({ [4, 6].contains($0.version) }) else { return nil }
        value.ways = ways.map {
            DrilledFault.Way(version: $0.version, sender: $0.sender, interface: $0.interface)
        }
        value.changes = changes
        value.isEntryBlocked = entryBlocked ?? false
        value.isAfterRecovery = afterRecovery ?? false
        let times = (transitions ?? []).compactMap { Timestamp($0)?.nanoseconds }
        guard times.count == transitions?.count ?? 0,
            times.count <= DrilledFault.mostTransitions,
            zip(times, times.dropFirst()).allSatisfy(<=),
            times.allSatisfy({ from <= $0 && $0 <= until })
        else { return nil }
        value.transitions = times
        return value
    }
}
