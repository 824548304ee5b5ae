public import Wire

/// A frame that a finding shows.
public struct Exemplar: Sendable {
    /// Its number in the vantage's file.
    public let frame: UInt64
    /// When, in nanoseconds since the UNIX epoch.
    public let at: UInt64
    /// Index of the vantage.
    public let vantage: Int
    /// The sender and its port.
    public let source: String
    /// The receiver and its port.
    public let destination: String
    /// What it says, where that could be read.
    public let note: OutsideText?
}

extension Ledger {
    /// Most frames that a finding shows.
    public static let mostExemplars = 10

    /// Frames of some strata, the earliest first and the last one among them.
    public func exemplars(of chosen: Set<Int>) -> [Exemplar] {
        guard let store else { return [] }
        var found: [UInt64: Exemplar] = [:]
        for index in 0..<store.fold.kept.count {
            let entry = store.fold.kept[index]
            let row = Int(entry.row)
            guard row < store.stratumOfRow.count, chosen.contains(Int(store.stratumOfRow[row]))
            else { continue }
            found[entry.number] = exemplar(entry, store)
            if found.count == Ledger.mostExemplars { break }
        }
        return found.values.sorted { $0.frame < $1.frame }
    }

    /// Numbers of frames of some strata, in order: of kept frames, else of flows' first frames; the
    /// last frame of all is among them.
    public func exemplarFrames(of chosen: Set<Int>) -> [UInt64] {
        guard let store else { return [] }
        var numbers = Set(exemplars(of: chosen).map(\.frame))
        for (row, stratum) in store.stratumOfRow.enumerated()
        where numbers.count < Ledger.mostExemplars && chosen.contains(Int(stratum)) {
            numbers.insert(UInt64(store.fold.flows.rows[row].firstFrame))
        }
        var total = Tally()
        for index in chosen { total.add(strata[index].tally) }
        guard !total.isEmpty else { return [] }
        numbers.remove(total.lastFrame)
        numbers.remove(total.firstFrame)
        let middle = numbers.sorted().prefix(Ledger.mostExemplars - 2)
        return Set([total.firstFrame, total.lastFrame] + middle).sorted()
    }

    private func exemplar(_ entry: KeptFrames.Frame, _ store: LedgerStore) -> Exemplar {
        let bytes = store.fold.kept.bytes(of: entry)
        let span = unsafe bytes.span.bytes
        let packet = Packet(
            span, link: store.fold.vantages[Int(entry.interface)].link,
            originalLength: entry.originalLength)
        return Exemplar(
            frame: entry.number, at: entry.time, vantage: Int(entry.interface),
            source: Ledger.endpoint(packet.source, packet.sourcePort),
            destination: Ledger.endpoint(packet.destination, packet.destinationPort),
            note: FrameNote.text(span, packet))
    }

    private static func endpoint(_ address: IPAddress, _ port: UInt16) -> String {
        guard port != 0 else { return "\(address)" }
        return address.isIPv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}

extension LedgerStore {
    /// What the first kept frame of a row says that is more than the start of a connection; nil if
    /// none is.
    func note(ofRow row: Int) -> OutsideText? {
        for index in 0..<fold.kept.count where Int(fold.kept[index].row) == row {
            let entry = fold.kept[index]
            let bytes = fold.kept.bytes(of: entry)
            let span = unsafe bytes.span.bytes
            let packet = Packet(
                span, link: fold.vantages[Int(entry.interface)].link,
                originalLength: entry.originalLength)
            guard packet.payload == 0 || packet.payloadCount > 0 else { continue }
            return FrameNote.text(span, packet)
        }
        return nil
    }
}
