internal import Wire

/// Counts who sent the stray frames of a live run, frame by frame.
///
/// The frames are folded once more for it, by the very fold that made the ledger, so each is known by
/// the stratum in which it was counted, and with its port, which the ledger leaves out for one-shot
/// classes. The fold itself knows nothing of this, and captures of others are never read twice.
struct SenderCount: CaptureSink, ~Copyable {
    /// Flows of its own fold: none is kept, since each frame's is taken away at once.
    static let capacity = 64
    /// The ARPHRD number of the loopback.
    private static let loopback: UInt16 = 772
    /// Datagrams whose fragments are known by their first, as many as the fold remembers.
    private static let mostDatagrams = 16
    /// Kinds of frames whose sockets nobody saw that are kept apart until all is known.
    private static let mostUnseen = 1 << 14

    private var counts: [[Sender: UInt64]]
    private var unseen: [Unseen: UInt64] = [:]
    private var fold: Fold
    private let recording: Recording
    private let book: SocketBook
    private var guesses: GuessBook
    private let resolvers: Set<Int32>
    private let clients: Set<Int32>
    private var incoming = ForwardMemory()
    private var datagrams: [(first: Packet, origin: Origin)] = []
    /// The canaries of a drill, and the stray frames seen of it.
    private let cells: CellBook?
    private var strays: [StrayFrame] = []

    /// Frames whose sockets nobody saw.
    private struct Unseen: Hashable {
        var stratum: Int
        var ends: SocketBook.Ends
    }

    /// Where a frame came from.
    private enum Origin {
        case known(Sender)
        case unseen(SocketBook.Ends)
    }

    /// A count for what a recording holds; `fold` is one that nothing was folded into yet.
    init(of recording: Recording, with fold: consuming Fold) {
        let sockets = recording.sockets ?? []
        self.recording = recording
        self.fold = fold
        self.fold.kept.close()
        book = SocketBook(sockets, recording.answers)
        guesses = GuessBook(sockets)
        resolvers = ResolverNames.processes(in: sockets)
        cells = recording.drill.map(CellBook.init)
        clients = Set(recording.clients.compactMap(\.process))
        counts = recording.ledger.strata.map { _ in [:] }
    }

    /// Always false: every frame is looked at.
    var hasEnough: Bool { false }

    mutating func begin(_ role: FileRole) { fold.begin(role) }

    mutating func declare(_ interface: CaptureInterface) { fold.declare(interface) }

    mutating func take(_ frame: RawSpan, _ record: FrameRecord) {
        fold.take(frame, record)
        let packet = fold.packet
        let key = fold.flows.takeOnly()
        if let key, recording.subject.vantages[Int(key.interface)].role == .underlay {
            guard let index = recording.ledger.stratum(of: key) else { return }
            var sent = SentPacket(packet, in: frame, at: record.time)
            let inner = incoming.origin(of: packet, in: frame, at: record.time)
            var origin = origin(of: packet, sent, inner)
            if let inner {
                sent.local = inner.address
                if inner.port != 0 { sent.localPort = inner.port }
            }
            let cell =
                cells?.cell(of: sent, isForwarded: inner != nil)
                ?? (isOurs(origin) ? cells?.stub(for: sent, isForwarded: inner != nil) : nil)
            // A canary's socket is gone before anybody can look at it.
            if cell != nil, case .unseen = origin { origin = .known(Sender(.socket, .probe(nil))) }
            count(origin, in: index)
            if isClients(origin) { fold.readCall(frame) }
            guard cells != nil, strays.count < Drill.mostStrays else { return }
            var stray = StrayFrame(record, sent, stratum: index, cell: cell)
            stray.isForwarded = inner != nil
            strays.append(stray)
        } else if packet.direction == .inbound, packet.hardware != SenderCount.loopback {
            // What comes from a container comes by an interface that is no underlay.
            incoming.remember(packet, in: frame, at: record.time)
        }
    }

    /// Frames by sender, for each stratum of the ledger, which learns what calls of the client's own
    /// told; and the frames of a drill, in order of time.
    consuming func finish() -> (senders: [[Sender: UInt64]], strays: [StrayFrame]) {
        if !clients.isEmpty { recording.ledger.store?.fold.takeCalls(of: fold) }
        var counts = counts
        for (kind, packets) in unseen {
            counts[kind.stratum][told(guesses.sender(of: kind.ends), kind.stratum), default: 0] +=
                packets
        }
        return (counts, strays.sorted { ($0.at, $0.number) < ($1.at, $1.number) })
    }

    /// Whether a frame left by a socket of this very tool.
    private func isOurs(_ origin: Origin) -> Bool {
        guard case .known(let sender) = origin, case .probe = sender.role else { return false }
        return true
    }

    /// Whether a frame left by a socket of the client's own.
    private func isClients(_ origin: Origin) -> Bool {
        guard case .known(let sender) = origin, sender.basis == .socket, sender.role == .program
        else { return false }
        return sender.process.map(clients.contains) ?? false
    }

    private mutating func count(_ origin: Origin, in stratum: Int) {
        switch origin {
        case .known(let sender): counts[stratum][told(sender, stratum), default: 0] += 1
        case .unseen(let ends):
            let kind = Unseen(stratum: stratum, ends: ends)
            if unseen[kind] != nil || unseen.count < SenderCount.mostUnseen {
                unseen[kind, default: 0] += 1
            } else {
                counts[stratum][.unknown, default: 0] += 1
            }
        }
    }

    private mutating func origin(
        of packet: Packet, _ sent: SentPacket, _ inner: (address: IPAddress, port: UInt16)?
    ) -> Origin {
        if packet.fragment == .later {
            return datagrams.last { $0.first.begins(packet) }?.origin ?? .known(.unknown)
        }
        let origin: Origin
        if let inner {
            origin = .known(book.forwarded(sent, from: inner.address, port: inner.port))
        } else if let sender = book.sender(of: sent) {
            guesses.learn(sent, from: sender)
            origin = .known(sender)
        } else {
            origin = .unseen(sent.ends)
        }
        if packet.fragment == .first {
            if datagrams.count == SenderCount.mostDatagrams { datagrams.removeFirst() }
            datagrams.append((packet, origin))
        }
        return origin
    }

    /// A sender as it is to what it sent: a look-up of a resolver is not its own doing.
    private func told(_ sender: Sender, _ stratum: Int) -> Sender {
        let trafficClass = recording.ledger.strata[stratum].traffic.trafficClass
        guard sender.role == .program, let process = sender.process, resolvers.contains(process),
            trafficClass == .dns || trafficClass == .encryptedDNS
        else { return sender }
        var sender = sender
        sender.role = .resolver
        return sender
    }
}

extension Packet {
    /// Whether a later fragment belongs to this first one's datagram.
    fileprivate func begins(_ later: Packet) -> Bool {
        identification == later.identification && source == later.source
            && destination == later.destination && transport == later.transport
    }
}
