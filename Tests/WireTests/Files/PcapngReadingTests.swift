internal import Testing
internal import Wire

@Suite struct PcapngReadingTests {
    /// A file with all kinds of blocks, in two sections of different byte order.
    static func manifold() -> [UInt8] {
        var file = LiteralFile()
        file.section(bigEndian: false)
        file.interface(linkType: 1, snapLength: 96) {
            $0.option(2, [UInt8]("eth0".utf8))
            $0.option(3, [UInt8]("uplink".utf8))
            $0.option(11, [UInt8](repeating: 0, count: 9))
            $0.option(13, [4])
        }
        file.interface(linkType: 101) { $0.option(9, [9]) }
        file.frame([1, 2, 3], interface: 0, ticks: 1_000_000)
        file.block(0xbad) { $0.bytes += [UInt8](repeating: 7, count: 4000) }
        file.frame([4], interface: 1, ticks: 1_000_000_001) {
            $0.option(1, [UInt8]("one".utf8))
            $0.option(1, [UInt8]("second".utf8))
            $0.option(2, [1, 0, 0, 0])
            $0.u32(0)
        }
        file.frame([], interface: 1, ticks: 2) {
            $0.option(2, [2, 0, 0, 0])
            $0.u32(0)
        }
        file.block(4) { $0.u32(0) }
        file.block(3) {
            $0.u32(99)
            $0.bytes += [UInt8](repeating: 9, count: 96)
        }
        file.section(bigEndian: true)
        file.interface(linkType: 113)
        file.frame([5, 6], interface: 0, ticks: 3) { $0.option(2, [0, 0, 0, 2]) }
        file.block(2) {
            $0.u16(0)
            $0.u16(3)
            $0.u32(0)
            $0.u32(4)
            $0.u32(1)
            $0.u32(60)
            $0.bytes += [8, 0, 0, 0]
            $0.option(2, [0, 0, 0, 1])
        }
        file.block(5) {
            $0.u32(0)
            $0.u64(0)
            $0.option(4, 5)
        }
        return file.bytes
    }

    static let manifoldFrames: [CollectingSink.Frame] = [
        .init(
            bytes: [1, 2, 3],
            record: FrameRecord(time: 1_000_000_000, originalLength: 1500, number: 1)),
        .init(
            bytes: [4],
            record: FrameRecord(
                time: 1_000_000_001, originalLength: 1500, interface: 1, direction: .inbound,
                number: 2)),
        .init(
            bytes: [],
            record: FrameRecord(
                time: 2, originalLength: 1500, interface: 1, direction: .outbound, number: 3)),
        .init(
            bytes: [UInt8](repeating: 9, count: 96),
            record: FrameRecord(time: 0, originalLength: 99, number: 4)),
        .init(
            bytes: [5, 6],
            record: FrameRecord(
                time: 3000, originalLength: 1500, interface: 2, direction: .outbound, number: 5)),
        .init(
            bytes: [8],
            record: FrameRecord(
                time: 4000, originalLength: 60, interface: 2, direction: .inbound, number: 6)),
    ]

    @Test func sectionsInterfacesAndAllPacketBlocksAreRead() {
        let reading = Reading(Self.manifold())
        #expect(reading.ending == .success(.complete))
        #expect(reading.frames == Self.manifoldFrames)
        #expect(
            reading.sink.interfaces == [
                CaptureInterface(
                    index: 0, name: OutsideText("eth0"), description: OutsideText("uplink"),
                    linkType: 1, snapLength: 96, timestampDigits: 6),
                CaptureInterface(index: 1, linkType: 101, snapLength: 0, timestampDigits: 9),
                CaptureInterface(index: 2, linkType: 113, snapLength: 0, timestampDigits: 6),
            ])
        #expect(reading.reader.interfaces == reading.sink.interfaces)
        #expect(reading.sink.comments == ["2: one", "2: second"])
        #expect(reading.reader.commentCount == 2)
        #expect(reading.reader.unknownBlockCount == 1)
        #expect(reading.reader.received == 5)
        #expect(reading.reader.dropped == 3)
    }

    @Test func chunkSizesDoNotMatter() {
        let file = Self.manifold()
        for size in 1...200 {
            let even = Reading(file, step: { _ in size })
            let uneven = Reading(file, step: { read in 1 + (read * 7919 + size) % size })
            for reading in [even, uneven] {
                #expect(reading.ending == .success(.complete))
                #expect(reading.frames == Self.manifoldFrames)
                #expect(reading.sink.comments == ["2: one", "2: second"])
                #expect(reading.reader.unknownBlockCount == 1)
            }
        }
    }

    @Test func everyCutIsTold() {
        let file = Self.manifold()
        for length in 0..<file.count {
            let reading = Reading(Array(file[..<length]))
            switch reading.ending {
            case .failure(let error):
                let expected: CaptureFileError.Code =
                    length == 0 ? .empty : length < 4 ? .notACapture : .truncatedHeader
                #expect(length < 28 && error.code == expected)
            case .success(.truncated(let missing)):
                #expect(missing > 0 && length + missing <= file.count)
            case .success(.complete):
                #expect(length >= 28)
            }
            let frames = reading.frames
            #expect(frames == Array(Self.manifoldFrames.prefix(frames.count)))
        }
    }

    @Test func everyDamagedByteEndsInAnAnswer() {
        let file = Self.manifold()
        for at in file.indices {
            for value in [0, 1, 0x7f, 0xff] as [UInt8] {
                var damaged = file
                damaged[at] = value
                let reading = Reading(damaged, step: { _ in 1000 })
                #expect(reading.frames.count <= 6)
            }
        }
    }

    @Test(
        arguments: [
            // (if_tsresol, if_tsoffset, ticks, nanoseconds, digits)
            (6, 0, 1_700_000_000_000_001, 1_700_000_000_000_001_000, 6),
            (9, 0, 1_700_000_000_000_000_001, 1_700_000_000_000_000_001, 9),
            (0, 0, 1_700_000_000, 1_700_000_000_000_000_000, 0),
            (3, 0, 1_700_000_000_123, 1_700_000_000_123_000_000, 3),
            (12, 0, 1_234_567_890_123, 1_234_567_890, 9),
            (28, 0, .max, 1, 9),
            (29, 0, .max, 0, 9),
            (0x7f, 0, .max, 0, 9),
            (0x80, 0, 5, 5_000_000_000, 0),
            (0x8a, 0, 1536, 1_500_000_000, 4),
            (0x94, 0, 1 << 20, 1_000_000_000, 7),
            (0xa0, 0, 3 << 31, 1_500_000_000, 9),
            (0xc0, 0, 1 << 63, 500_000_000, 9),
            (0xff, 0, .max, 0, 9),
            (0x80, 0, .max, .max, 0),
            (6, 0, .max, .max, 6),
            (0, 0, .max, .max, 0),
            (6, 10, 1_000_000, 11_000_000_000, 6),
            (6, -1, 3_000_000, 2_000_000_000, 6),
            (6, -4, 3_000_000, 0, 6),
            (6, .min, 3_000_000, 0, 6),
            (9, .max, 3, .max, 9),
            (9, 18_446_744_073, .max, .max, 9),
        ] as [(UInt8, Int64, UInt64, UInt64, UInt8)])
    func everyResolutionAndOffsetGivesNanoseconds(
        resolution: UInt8, offset: Int64, ticks: UInt64, nanoseconds: UInt64, digits: UInt8
    ) {
        for bigEndian in [false, true] {
            var file = LiteralFile()
            file.section(bigEndian: bigEndian)
            file.interface {
                $0.option(9, [resolution])
                $0.option(14, UInt64(bitPattern: offset))
            }
            file.frame([1], ticks: ticks)
            let reading = Reading(file.bytes)
            #expect(reading.frames.first?.record.time == nanoseconds)
            #expect(reading.sink.interfaces.first?.timestampDigits == digits)
        }
    }

    @Test func dropsOfAnInterfaceAreItsLastWord() {
        var file = LiteralFile()
        file.section(bigEndian: false)
        file.interface()
        file.interface()
        for (interface, counters) in [
            (0, [(4, 100), (5, 2), (7, 1)]), (0, [(4, 200), (5, 7)]), (1, [(4, 1), (7, 30)]),
        ] as [(UInt32, [(UInt16, UInt64)])] {
            file.block(5) {
                $0.u32(interface)
                $0.u64(0)
                for (code, value) in counters { $0.option(code, value) }
                $0.u32(0)
            }
        }
        let reader = Reading(file.bytes).reader
        #expect(reader.dropped == 38)
        #expect(reader.received == 201)
    }

    @Test func silenceAboutDropsIsNotZero() {
        #expect(Reading(LiteralFile.pcapng { $0.frame([1]) }).reader.dropped == nil)
        #expect(Reading(LiteralFile.pcapng { _ in }).reader.received == nil)
    }

    @Test func dropsBetweenFramesAreAddedUp() {
        let file = LiteralFile.pcapng {
            $0.frame([1]) { $0.option(4, 3) }
            $0.frame([1]) { $0.option(4, .max) }
        }
        #expect(Reading(file).reader.dropped == .max)
    }

    @Test func longNamesAreCut() {
        var file = LiteralFile()
        file.section(bigEndian: false)
        file.interface { $0.option(2, [UInt8](repeating: 0x41, count: 60_000)) }
        #expect(Reading(file.bytes).sink.interfaces.first?.name?.raw.count == 255)
    }

    @Test func bigBlocksWithoutFramesAreSkippedUnbuffered() throws {
        let file = LiteralFile.pcapng {
            $0.block(10) { $0.bytes += [UInt8](repeating: 6, count: 2 << 20) }
            $0.frame([1])
        }
        var reader = CaptureReader()
        var sink = CollectingSink()
        var held: [UInt8] = []
        var most = 0
        for start in stride(from: 0, to: file.count, by: 4099) {
            held += file[start..<min(start + 4099, file.count)]
            held.removeFirst(try reader.walk(unsafe held.span.bytes, into: &sink))
            most = max(most, held.count)
        }
        #expect(most < 64)
        #expect(sink.frames.count == 1)
        #expect(reader.unknownBlockCount == 0)
    }
}
