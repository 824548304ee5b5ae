internal import Wire

/// Finds out what is new in a fold that goes on, and remembers what was told.
struct StreamNews {
    /// Most conversations that are told one by one: nobody reads more lines, and whoever sends to
    /// random places must not fill the memory. The counts at the end know no bound.
    static let mostTold = 1024
    /// Flows that are looked at again because a name in a later frame may change their class: those
    /// of the connections that were opened last.
    static let mostOpen = 256

    /// A conversation, whatever the client's port.
    private struct Conversation: Hashable {
        let key: FlowKey
        let trafficClass: TrafficClass

        init(_ flow: Flow) {
            var key = flow.key
            key.localPort = 0
            self.key = key
            trafficClass = flow.trafficClass
        }
    }

    private var told: Set<Conversation> = []
    private var seenRows = 0
    private var seenHellos = 0
    /// Rows of strays without a name so far.
    private var open: [Int] = []
    private var beats: [UInt8: UInt64] = [:]

    /// What is new; nil if nothing is.
    mutating func look(at store: LedgerStore) -> StreamLook? {
        let beats = newBeats(store.fold.heartbeats, store.fold.vantages)
        store.fold.flows.settle()
        let rows = newRows(&store.fold)
        var look = StreamLook(strays: [], heartbeats: beats, recording: nil)
        if !rows.isEmpty {
            let recording = Recording(lookingAt: store)
            look = StreamLook(
                strays: rows.map { Stray(row: $0, store) }, heartbeats: beats,
                recording: recording)
        }
        if store.fold.kept.isFull(forHello: false) { store.fold.kept.forgetNotes() }
        return look.strays.isEmpty && look.heartbeats.isEmpty ? nil : look
    }

    /// Rows of conversations that were not told yet.
    private mutating func newRows(_ fold: inout Fold) -> [Int] {
        var candidates = open
        for row in seenRows..<max(seenRows, fold.flows.count)
        where fold.vantages[Int(fold.flows.rows[row].key.interface)].role == .underlay {
            candidates.append(row)
        }
        seenRows = fold.flows.count
        guard !candidates.isEmpty else { return [] }
        if fold.kept.hellos != seenHellos {
            fold.refineByHellos()
            seenHellos = fold.kept.hellos
        }
        var rows: [Int] = []
        for row in candidates where told.count < StreamNews.mostTold {
            if told.insert(Conversation(fold.flows.rows[row])).inserted { rows.append(row) }
        }
        open = Array(
            candidates.filter { fold.flows.rows[$0].mayBeNamed }.suffix(StreamNews.mostOpen))
        return rows
    }

    private mutating func newBeats(_ log: HeartbeatLog, _ vantages: [Vantage]) -> [StreamLook.Beat]
    {
        var news: [StreamLook.Beat] = []
        for (index, pulse) in log.pulses.sorted(by: { $0.key < $1.key })
        where beats[index] != pulse.last {
            beats[index] = pulse.last
            guard Int(index) < vantages.count, let name = vantages[Int(index)].name else {
                continue
            }
            news.append(StreamLook.Beat(interface: name, at: pulse.last))
        }
        return news
    }
}

extension Flow {
    /// Whether a name in a later frame may give it another class.
    fileprivate var mayBeNamed: Bool {
        key.refined == 0 && (key.trafficClass == .tcp || key.trafficClass == .udp)
    }
}

extension Stray {
    /// The stray of a row, whose flows were added up.
    init(row: Int, _ store: LedgerStore) {
        let flow = store.fold.flows.rows[row]
        let hasPorts = flow.key.transport == IPProtocol.tcp || flow.key.transport == IPProtocol.udp
        self.init(
            stratum: Int(store.stratumOfRow[row]), at: flow.first,
            vantage: Int(flow.key.interface), source: flow.key.local,
            destination: flow.key.remote, port: hasPorts ? flow.key.remotePort : nil,
            transport: flow.key.transport, note: store.note(ofRow: row))
    }
}
