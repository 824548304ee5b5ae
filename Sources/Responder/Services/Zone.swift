internal import Wire

/// The zone: which records answer which question.
struct Zone {
    /// What the zone has to say to a question.
    enum Outcome {
        /// Another zone's business.
        case refused
        /// There is no such name.
        case noName
        /// The records of the type asked for; none if the name has others.
        case records([DNSRecordValue])
        /// The asker's own address, for the run that the name has, if any.
        case whoami(RunLabel?)
    }

    /// Seconds that a record may be kept: each query shall reach us.
    static let timeToLive: UInt32 = 1

    let apex: DNSWireName
    let authority: DNSAuthority
    /// The records of each name that exists; names that only have others below them have none.
    private var table: [DNSWireName: [DNSRecordValue]] = [:]
    private var wildcard: [DNSRecordValue] = []

    init(_ apex: DNSWireName, _ records: [ZoneRecord]) throws(ResponderError) {
        self.apex = apex
        table[apex] = []
        var primary: DNSWireName?
        for record in records {
            if case .nameServer(let server) = record.value {
                guard record.name == "@" else {
                    throw ResponderError(.zone, record.name, "NS stands at @ only.")
                }
                primary = primary ?? server
            } else if case .address = record.value {
            } else {
                throw ResponderError(.zone, record.name, "Only A, AAAA and NS records are served.")
            }
        }
        guard let primary, let mailbox = DNSWireName("hostmaster")?.below(apex) else {
            throw ResponderError(.zone, "\(apex)", "It needs an NS record at @.")
        }
        // No second server copies the zone, so its version never changes.
        authority = DNSAuthority(
            primary: primary, mailbox: mailbox, serial: 1, seconds: Zone.timeToLive)
        for record in records { try add(record) }
    }

    private mutating func add(_ record: ZoneRecord) throws(ResponderError) {
        guard record.name != "*" else {
            wildcard.append(record.value)
            return
        }
        var name = apex
        if record.name != "@" {
            guard let owner = DNSWireName(record.name)?.below(apex), !record.name.contains("*")
            else { throw ResponderError(.zone, record.name, "It is no name below the zone.") }
            name = owner
        }
        table[name, default: []].append(record.value)
        while name != apex, let parent = name.parent {
            if table[parent] == nil { table[parent] = [] }
            name = parent
        }
    }

    /// Answers a question of class IN.
    func answer(_ name: DNSWireName, type: UInt16) -> Outcome {
        guard let depth = name.prefixLength(above: apex) else { return .refused }
        let labels = name.labels.filter { $0.lowerBound < depth }
        // `whoami`, below it the run's label, and between them whatever makes the name a new one.
        if let first = labels.first, labels.count <= 3,
            name.label(first).lowercased() == "whoami"
        {
            let run = labels.dropFirst().last.flatMap { RunLabel(name.label($0)) }
            if run != nil || labels.count == 1 {
                return type == DNSType.txt || type == DNSType.any ? .whoami(run) : .records([])
            }
        }
        if var records = table[name] {
            if name == apex { records.append(.authority(authority)) }
            return .records(Zone.select(records, type))
        }
        // The wildcard stands below the apex, so it speaks for names whose closest existing
        // ancestor that is (RFC 4592, 3.3.1).
        var ancestor = name.parent
        while let name = ancestor, table[name] == nil { ancestor = name.parent }
        guard !wildcard.isEmpty, ancestor == apex else { return .noName }
        return .records(Zone.select(wildcard, type))
    }

    /// The addresses of a server whose name lies in the zone.
    func glue(_ server: DNSWireName) -> [DNSRecordValue] {
        (table[server] ?? []).filter { $0.type == DNSType.a || $0.type == DNSType.aaaa }
    }

    /// The run of a canary's name: `c`, hexadecimal digits, the run's label, the zone.
    func run(ofCanary name: DNSWireName) -> RunLabel? {
        guard let depth = name.prefixLength(above: apex) else { return nil }
        let labels = name.labels.filter { $0.lowerBound < depth }
        guard labels.count >= 2 else { return nil }
        let canary = name.label(labels[labels.count - 2]).lowercased().utf8
        guard canary.count >= 2, canary.first == UInt8(ascii: "c"),
            canary.dropFirst().allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 })
        else { return nil }
        return RunLabel(name.label(labels[labels.count - 1]))
    }

    /// The records of a type; for ANY those of the first type that there is (RFC 8482, 4.1).
    private static func select(_ records: [DNSRecordValue], _ type: UInt16) -> [DNSRecordValue] {
        let type = type == DNSType.any ? records.first?.type ?? type : type
        return records.filter { $0.type == type }
    }
}
