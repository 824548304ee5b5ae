internal import Wire

/// Writes `ledger.json`, row by row: totals by stage, interface and class, and the violating flows.
///
/// It is for people and other programs. A recording is judged by its frames.
struct LedgerFile: ~Copyable {
    private let recording: Recording
    /// What the interfaces are called in the recording, in quotes, by their index.
    private let names: [String]
    /// Frames in front of a file's own in `evidence.pcapng`, by the file's index.
    private let offsets: [UInt64]
    private var file: SealedFile

    /// The ledger of a recording, for a file that is empty.
    init(of recording: Recording, interfaces: [String], into file: consuming SealedFile) {
        self.recording = recording
        self.file = file
        names = LedgerFile.names(of: recording, interfaces)
        let files = recording.subject.files
        var offsets = [UInt64](repeating: 0, count: files.count)
        var before: UInt64 = 0
        for number in Array(files.indices.dropFirst()) + [0] {
            offsets[number] = before
            before &+= files[number].frames
        }
        self.offsets = offsets
    }

    /// Writes all of it.
    mutating func write() throws(EvidenceError) {
        add("{\n\"format\": \"watertight-ledger\",\n\"format_version\": \"1.0\"")
        let marks = recording.subject.stages.marks
        begin("stages")
        for (number, mark) in marks.enumerated() {
            let at = Timestamp(nanoseconds: mark.at).unixSeconds
            row(number, "\"name\": \"\(mark.stage.rawValue)\", \"at\": \"\(at)\"")
        }
        begin("expected")
        var count = 0
        for stage in marks.indices {
            for index in 0..<Expected.count {
                let tally = recording.ledger.expected(Expected(index), stage: stage)
                guard !tally.isEmpty else { continue }
                row(
                    count,
                    "\"stage\": \(stage), \"kind\": \"\(Expected(index).name)\", "
                        + LedgerFile.counts(tally))
                count += 1
            }
        }
        writeTotals()
        writeViolations()
        add("\n]\n}\n")
        try file.finish()
    }

    private mutating func writeTotals() {
        struct Kind: Hashable {
            var stage: Int
            var vantage: Int
            var trafficClass: TrafficClass
        }
        var tallies: [Kind: (tally: Tally, flows: Int)] = [:]
        for stratum in recording.ledger.strata {
            let kind = Kind(
                stage: stratum.stage, vantage: stratum.vantage,
                trafficClass: stratum.traffic.trafficClass)
            tallies[kind, default: (Tally(), 0)].tally.add(stratum.tally)
            tallies[kind, default: (Tally(), 0)].flows += stratum.flows
        }
        let sorted = tallies.sorted { left, right in
            (left.key.stage, left.key.vantage, left.key.trafficClass.rawValue)
                < (right.key.stage, right.key.vantage, right.key.trafficClass.rawValue)
        }
        begin("totals")
        for (number, entry) in sorted.enumerated() {
            let role = recording.subject.vantages[entry.key.vantage].role.rawValue
            row(
                number,
                place(entry.key.stage, entry.key.vantage, entry.key.trafficClass)
                    + "\"role\": \"\(role)\", \"flows\": \(entry.value.flows), "
                    + LedgerFile.counts(entry.value.tally))
        }
    }

    private mutating func writeViolations() {
        begin("violations")
        var count = 0
        for index in 0..<(recording.ledger.store?.stratumOfRow.count ?? 0) {
            guard let flow = recording.ledger.store?.fold.flows.rows[index], flow.packets > 0 else {
                continue
            }
            let vantage = Int(flow.key.interface)
            guard recording.subject.vantages[vantage].role == .underlay else { continue }
            let offset = offsets[recording.subject.vantages[vantage].file]
            row(
                count,
                place(Int(flow.key.stage), vantage, flow.trafficClass)
                    + "\"local\": \"\(flow.key.local)\", \"local_port\": \(flow.key.localPort), "
                    + "\"remote\": \"\(flow.key.remote)\", "
                    + "\"remote_port\": \(flow.key.remotePort), "
                    + "\"protocol\": \(flow.key.transport), " + LedgerFile.counts(flow.tally)
                    + ", \"first_frame\": \(UInt64(flow.firstFrame) &+ offset), "
                    + "\"last_frame\": \(UInt64(flow.lastFrame) &+ offset)")
            count += 1
        }
    }

    private mutating func begin(_ list: String) {
        add("\(list == "stages" ? "" : "\n]"),\n\"\(list)\": [")
    }

    private mutating func row(_ number: Int, _ fields: String) {
        add("\(number == 0 ? "" : ",")\n{\(fields)}")
    }

    private mutating func add(_ text: String) {
        file.bytes += Array(text.utf8)
        file.drain()
    }

    private func place(_ stage: Int, _ vantage: Int, _ trafficClass: TrafficClass) -> String {
        "\"stage\": \(stage), \"interface\": \(names[vantage]), \"class\": \"\(trafficClass)\", "
    }

    private static func counts(_ tally: Tally) -> String {
        "\"packets\": \(tally.packets), \"bytes\": \(tally.bytes), "
            + "\"first_at\": \"\(Timestamp(nanoseconds: tally.first).unixSeconds)\", "
            + "\"last_at\": \"\(Timestamp(nanoseconds: tally.last).unixSeconds)\""
    }

    /// The vantages' names: those of the interfaces, and of the tunnel in a cooked capture, which
    /// stands in no file.
    private static func names(of recording: Recording, _ interfaces: [String]) -> [String] {
        let cooked = recording.cookedVantage
        var rest = interfaces[...]
        return recording.subject.vantages.indices.map { index in
            quoted(index == cooked ? "tunnel" : rest.popFirst() ?? "")
        }
    }

    /// A name in quotes (RFC 8259, 7); it has no control characters.
    private static func quoted(_ name: String) -> String {
        // By scalars: a quotation mark may be one character with what follows it.
        var text = "\""
        for scalar in name.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }
}

extension Recording {
    /// Index of the vantage that stands for the tunnel in a cooked capture and for no interface.
    fileprivate var cookedVantage: Int? { ledger.store?.fold.cookedTunnelIndex.map { Int($0) } }

    /// The vantages that are interfaces of files, in the order in which they were read.
    var vantagesOfFiles: [Vantage] {
        let cooked = cookedVantage
        return subject.vantages.indices.filter { $0 != cooked }.map { subject.vantages[$0] }
    }
}

extension Expected {
    /// The kind's name in a ledger file.
    fileprivate var name: String {
        switch self {
        case .arp: "arp"
        case .eapol: "eapol"
        case .lldp: "lldp"
        case .linkControl: "link-control"
        case .dhcp: "dhcp"
        case .dhcpv6: "dhcpv6"
        case .neighbourDiscovery: "neighbour-discovery"
        case .multicastListener: "multicast-listener"
        case .groupMembership: "group-membership"
        case .outerError: "outer-error"
        case .heartbeat: "heartbeat"
        case .localNetwork: "local-network"
        case .received: "received"
        case .undecoded: "undecoded"
        case .undirected: "undirected"
        case .inside: "inside"
        case .loopback: "loopback"
        default:
            index < 64
                ? "allowed-\(index - 32)"
                : "outer-\((index - 64) / 2)-\(index % 2 == 0 ? "sent" : "received")"
        }
    }
}
