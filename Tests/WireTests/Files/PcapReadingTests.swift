internal import Testing
internal import Wire

@Suite struct PcapReadingTests {
    /// A pcap file of two frames, of 3 and 0 bytes.
    static func file(
        magic: UInt32, bigEndian: Bool, linkType: UInt32 = 1, version: (UInt16, UInt16) = (2, 4),
        fraction: UInt32 = 5
    ) -> [UInt8] {
        var file = LiteralFile(bigEndian: bigEndian)
        file.u32(magic)
        file.u16(version.0)
        file.u16(version.1)
        file.u64(0)
        file.u32(65_535)
        file.u32(linkType)
        for (captured, fill) in [(3, UInt8(0xaa)), (0, 0)] {
            file.u32(1_700_000_000)
            file.u32(fraction)
            file.u32(UInt32(captured))
            file.u32(1500)
            if magic == 0xa1b2_cd34 { file.u64(0xffff_ffff_ffff_ffff) }
            file.bytes += [UInt8](repeating: fill, count: captured)
        }
        return file.bytes
    }

    @Test(arguments: [0xa1b2_c3d4, 0xa1b2_3c4d, 0xa1b2_cd34] as [UInt32], [false, true])
    func everyMagicIsReadInBothOrders(magic: UInt32, bigEndian: Bool) {
        let reading = Reading(Self.file(magic: magic, bigEndian: bigEndian))
        let nanoseconds = magic == 0xa1b2_3c4d
        let time: UInt64 = 1_700_000_000_000_000_000 + (nanoseconds ? 5 : 5000)
        #expect(reading.ending == .success(.complete))
        #expect(reading.reader.frameCount == 2)
        #expect(
            reading.sink.interfaces == [
                CaptureInterface(
                    index: 0, linkType: 1, snapLength: 65_535,
                    timestampDigits: nanoseconds ? 9 : 6)
            ])
        #expect(reading.sink.interfaces == reading.reader.interfaces)
        #expect(
            reading.frames == [
                .init(
                    bytes: [0xaa, 0xaa, 0xaa],
                    record: FrameRecord(time: time, originalLength: 1500, number: 1)),
                .init(
                    bytes: [], record: FrameRecord(time: time, originalLength: 1500, number: 2)),
            ])
    }

    @Test func linkTypeIsFreedOfFrameCheckBits() {
        let file = Self.file(magic: 0xa1b2_c3d4, bigEndian: false, linkType: 0x2400_0071)
        #expect(Reading(file).sink.interfaces.first?.linkType == 113)
    }

    @Test func fractionBeyondASecondIsAddedUp() {
        let file = Self.file(magic: 0xa1b2_c3d4, bigEndian: true, fraction: .max)
        let time: UInt64 = 1_700_000_000_000_000_000 + 4_294_967_295_000
        #expect(Reading(file).frames.first?.record.time == time)
    }

    @Test(arguments: [(1, 4), (2, 3), (2, 5), (543, 0)] as [(UInt16, UInt16)])
    func otherVersionsAreRefused(version: (UInt16, UInt16)) {
        let file = Self.file(magic: 0xa1b2_c3d4, bigEndian: false, version: version)
        #expect(Reading(file).error?.code == .unsupportedVersion)
    }

    @Test func everyCutIsTold() {
        let file = Self.file(magic: 0xa1b2_c3d4, bigEndian: false)
        for length in 0..<file.count {
            let reading = Reading(Array(file[..<length]))
            switch length {
            case 0: #expect(reading.error?.code == .empty)
            case 1...3: #expect(reading.error?.code == .notACapture)
            case 4...23: #expect(reading.error?.code == .truncatedHeader)
            case 24: #expect(reading.ending == .success(.complete))
            case 25..<40: #expect(reading.ending == .success(.truncated(missing: 40 - length)))
            case 40..<43: #expect(reading.ending == .success(.truncated(missing: 43 - length)))
            case 43: #expect(reading.ending == .success(.complete))
            default: #expect(reading.ending == .success(.truncated(missing: 59 - length)))
            }
            #expect(reading.reader.frameCount == (length < 43 ? 0 : 1))
        }
    }

    @Test func chunkSizesDoNotMatter() {
        let file = Self.file(magic: 0xa1b2_cd34, bigEndian: true)
        let whole = Reading(file)
        for size in 1...file.count {
            let pieces = Reading(file, step: { _ in size })
            #expect(pieces.frames == whole.frames)
            #expect(pieces.ending == whole.ending)
            #expect(pieces.sink.interfaces == whole.sink.interfaces)
        }
    }

    @Test func forgedLengthIsRefusedBeforeItsBytesAreAwaited() {
        var file = LiteralFile(bytes: Self.file(magic: 0xa1b2_c3d4, bigEndian: false))
        let offset = UInt64(file.bytes.count)
        file.u64(0)
        file.u32(262_145)
        file.u32(60)
        let error = Reading(file.bytes, step: { _ in 7 }).error
        #expect(error?.code == .recordTooLong)
        #expect(error?.offset == offset)
        #expect(error?.frame == 3)
    }

    @Test func longestFrameIsRead() {
        var file = LiteralFile(bytes: Array(Self.file(magic: 0xa1b2_c3d4, bigEndian: false)[..<24]))
        file.u64(0)
        file.u32(262_144)
        file.u32(262_144)
        file.bytes += [UInt8](repeating: 1, count: 262_144)
        let reading = Reading(file.bytes, step: { _ in 100_000 })
        #expect(reading.frames.first?.bytes.count == 262_144)
        #expect(reading.ending == .success(.complete))
    }

    @Test func garbageAndCompressedFilesAreTold() {
        #expect(Reading([UInt8]("GET / HTTP/1.1".utf8)).error?.code == .notACapture)
        #expect(Reading([UInt8](repeating: 0, count: 100)).error?.code == .notACapture)
        #expect(Reading([0x1f, 0x8b, 8, 0, 0, 0]).error?.code == .compressed)
        #expect(Reading([0x28, 0xb5, 0x2f, 0xfd]).error?.code == .compressed)
    }
}
