internal import Wire

/// A capture that a test makes: frames in order, written as pcap or pcapng.
struct MadeCapture {
    /// Frames with their times.
    private(set) var entries: [Entry] = []
    /// When the first frame comes, in nanoseconds: 2026-11-22T14:26:40Z.
    static let start: UInt64 = 1_795_357_600_000_000_000

    struct Entry {
        var bytes: [UInt8]
        var time: UInt64
        var original: Int?
        var interface: UInt16
        var direction: FrameDirection
    }

    /// Adds a frame, a millisecond behind the one before unless a time is given.
    mutating func add(
        _ bytes: [UInt8], at time: UInt64? = nil, original: Int? = nil, interface: UInt16 = 0,
        direction: FrameDirection = .unknown
    ) {
        let next = entries.last.map { $0.time + 1_000_000 } ?? MadeCapture.start
        entries.append(
            Entry(
                bytes: bytes, time: time ?? next, original: original, interface: interface,
                direction: direction))
    }

    /// The same frames, each changed.
    func mapped(_ change: (Entry) -> Entry) -> MadeCapture {
        var other = self
        other.entries = entries.map(change)
        return other
    }

    /// As a pcap file in little-endian order.
    func pcap(
        _ link: LinkType = .ethernet, resolution: PcapWriter.Resolution = .nanoseconds
    ) -> [UInt8] {
        let writer = PcapWriter(linkType: link.rawValue, resolution: resolution)
        var file: [UInt8] = []
        writer.writeHeader(into: &file)
        for (index, entry) in entries.enumerated() {
            let record = MadeCapture.record(entry, index)
            unsafe writer.writeFrame(entry.bytes.span.bytes, record, into: &file)
        }
        return file
    }

    /// As a pcap file in big-endian order, with microseconds.
    func bigEndianPcap() -> [UInt8] {
        var file = FrameBuilder.bytes(UInt32(0xa1b2_c3d4))
        file += [UInt16(2), 4].flatMap(FrameBuilder.bytes)
        file += [UInt32(0), 0, 65_535, 1].flatMap(FrameBuilder.bytes)
        for entry in entries {
            let words = [
                UInt32(entry.time / 1_000_000_000), UInt32(entry.time % 1_000_000_000 / 1000),
                UInt32(entry.bytes.count), UInt32(entry.original ?? entry.bytes.count),
            ]
            file += words.flatMap(FrameBuilder.bytes) + entry.bytes
        }
        return file
    }

    /// As a pcapng file with these interfaces.
    func pcapng(
        _ interfaces: [(name: String, link: LinkType)] = [("eth0", .ethernet)],
        dropped: UInt64? = nil
    ) -> [UInt8] {
        var writer = PcapngWriter()
        var file: [UInt8] = []
        writer.writeSection(into: &file)
        for (name, link) in interfaces {
            writer.writeInterface(name: name, linkType: link.rawValue, into: &file)
        }
        for (index, entry) in entries.enumerated() {
            let record = MadeCapture.record(entry, index)
            unsafe writer.writeFrame(entry.bytes.span.bytes, record, into: &file)
        }
        if let dropped {
            writer.writeStatistics(
                interface: 0, time: entries.last?.time ?? 0, received: UInt64(entries.count),
                droppedBySystem: dropped, into: &file)
        }
        return file
    }

    private static func record(_ entry: Entry, _ index: Int) -> FrameRecord {
        FrameRecord(
            time: entry.time, originalLength: UInt32(entry.original ?? entry.bytes.count),
            interface: entry.interface, direction: entry.direction, number: UInt64(index + 1))
    }
}
