internal import Testing
internal import Wire

@Suite struct FileWritingTests {
    /// Frames of every padding, with records that use every field.
    static let frames: [CollectingSink.Frame] = (0..<9).map { (length: Int) in
        let bytes = [UInt8](repeating: UInt8(length), count: length)
        let time: UInt64 = 1_700_000_000_123_456_789 + UInt64(length)
        let record = FrameRecord(
            time: time, originalLength: 1500, interface: UInt16(length % 2),
            direction: FrameDirection(flags: UInt32(length % 3)), number: UInt64(length) + 1)
        return CollectingSink.Frame(bytes: bytes, record: record)
    }

    @Test(arguments: [PcapWriter.Resolution.microseconds, .nanoseconds])
    func pcapIsReadBack(resolution: PcapWriter.Resolution) {
        var file: [UInt8] = []
        let writer = PcapWriter(linkType: 113, resolution: resolution)
        writer.writeHeader(into: &file)
        for frame in Self.frames {
            unsafe writer.writeFrame(frame.bytes.span.bytes, frame.record, into: &file)
        }
        let reading = Reading(file)
        #expect(reading.ending == .success(.complete))
        #expect(reading.sink.interfaces.first?.linkType == 113)
        #expect(reading.frames.map(\.bytes) == Self.frames.map(\.bytes))
        let unit: UInt64 = resolution == .nanoseconds ? 1 : 1000
        #expect(
            reading.frames.map(\.record)
                == Self.frames.map {
                    FrameRecord(
                        time: $0.record.time / unit * unit, originalLength: 1500,
                        number: $0.record.number)
                })
    }

    @Test func pcapngIsReadBack() {
        var file: [UInt8] = []
        var writer = PcapngWriter()
        writer.writeSection(
            hardware: "any", system: "Linux", application: "watertight", comments: ["a", "b"],
            into: &file)
        let first = writer.writeInterface(
            name: "wg0", description: "tunnel", linkType: 101, snapLength: 2048, into: &file)
        let second = writer.writeInterface(linkType: 1, into: &file)
        #expect((first, second) == (0, 1))
        for frame in Self.frames {
            unsafe writer.writeFrame(
                frame.bytes.span.bytes, frame.record,
                comments: frame.bytes.count == 5 ? ["why", "", "größer"] : [], into: &file)
        }
        writer.writeStatistics(
            interface: first, time: 7, received: 9, droppedByInterface: 2, droppedBySystem: 3,
            into: &file)
        writer.writeStatistics(interface: second, time: 7, into: &file)

        let reading = Reading(file)
        #expect(reading.ending == .success(.complete))
        #expect(reading.frames == Self.frames)
        #expect(
            reading.sink.interfaces == [
                CaptureInterface(
                    index: 0, name: OutsideText("wg0"), description: OutsideText("tunnel"),
                    linkType: 101, snapLength: 2048, timestampDigits: 9),
                CaptureInterface(index: 1, linkType: 1, snapLength: 0, timestampDigits: 9),
            ])
        #expect(reading.sink.comments == ["6: why", "6: ", "6: größer"])
        #expect(reading.reader.dropped == 5)
        #expect(reading.reader.received == 9)
    }

    @Test func framesAndCommentsStayWithinTheReadersLimits() {
        var file: [UInt8] = []
        var writer = PcapngWriter()
        writer.writeSection(into: &file)
        writer.writeInterface(linkType: 1, into: &file)
        let frame = [UInt8](repeating: 1, count: 300_000)
        let record = FrameRecord(time: 0, originalLength: 300_000, number: 1)
        // Two bytes per character, so that the cut at 65 535 falls into one.
        let comment = String(repeating: "ä", count: 40_000)
        unsafe writer.writeFrame(
            frame.span.bytes, record, comments: [comment, comment, comment, comment, comment],
            into: &file)
        let reading = Reading(file, step: { _ in 100_000 })
        #expect(reading.ending == .success(.complete))
        #expect(reading.frames.first?.bytes.count == 262_144)
        #expect(reading.reader.commentCount == 3)
        #expect(
            reading.sink.comments.first == "1: " + String(repeating: "ä", count: 32_767))

        var pcap: [UInt8] = []
        let pcapWriter = PcapWriter(linkType: 1)
        pcapWriter.writeHeader(into: &pcap)
        unsafe pcapWriter.writeFrame(
            frame.span.bytes, FrameRecord(time: .max, originalLength: 1, number: 1), into: &pcap)
        #expect(Reading(pcap).frames.first?.bytes.count == 262_144)
        #expect(
            Reading(pcap).frames.first?.record.time == 4_294_967_295_709_551_615)
    }
}
