internal import Testing
internal import Wire

@Suite struct PcapngRefusalTests {
    private func expect(
        _ code: CaptureFileError.Code, frame: UInt64 = 1, _ file: [UInt8],
        _ location: SourceLocation = #_sourceLocation
    ) {
        for step in [Int.max, 5] {
            let error = Reading(file, step: { _ in step }).error
            #expect(error?.code == code, sourceLocation: location)
            #expect(error?.frame == frame, sourceLocation: location)
        }
    }

    @Test(arguments: [0, 4, 8, 11, 13, 14] as [UInt32], [1, 3, 6, 77, 0x0a0d_0d0a] as [UInt32])
    func blockLengthsBelowTwelveOrUnevenAreCorrupt(length: UInt32, type: UInt32) {
        expect(
            .corrupt,
            LiteralFile.pcapng {
                $0.block(type, first: length, last: length) {
                    $0.u32(0x1a2b_3c4d)
                    $0.bytes += [UInt8](repeating: 0, count: 40)
                }
            })
    }

    @Test(arguments: [1, 2, 3, 5, 6, 77] as [UInt32])
    func blocksTooShortForTheirFieldsAreCorruptUnlessSkipped(type: UInt32) {
        let file = LiteralFile.pcapng { $0.block(type) { _ in } }
        if type == 77 {
            #expect(Reading(file).ending == .success(.complete))
        } else {
            expect(.corrupt, file)
        }
    }

    @Test func disagreeingLengthsAreCorrupt() {
        expect(
            .corrupt, frame: 2,
            LiteralFile.pcapng {
                $0.frame([1])
                $0.frame([1], last: 40)
            })
        expect(.corrupt, LiteralFile.pcapng { $0.block(77, last: 16) { _ in } })
        expect(.corrupt, LiteralFile.pcapng { $0.block(5, last: 12) { $0.u64(0) } })
    }

    @Test func forgedCapturedLengthsAreRefused() {
        expect(.corrupt, LiteralFile.pcapng { $0.frame([1], captured: 5) })
        expect(.corrupt, LiteralFile.pcapng { $0.frame([1], captured: 262_144) })
        expect(.recordTooLong, LiteralFile.pcapng { $0.frame([1], captured: 262_145) })
        expect(.recordTooLong, LiteralFile.pcapng { $0.frame([1], captured: .max) })
        expect(.recordTooLong, LiteralFile.pcapng { $0.block(3) { $0.u32(.max) } })
        expect(.corrupt, LiteralFile.pcapng { $0.block(3) { $0.u32(9) } })
    }

    @Test func blocksTooLongAreRefusedBeforeTheirBytesAreAwaited() {
        for (type, length) in [
            (6, 524_292), (1, 524_292), (0x0a0d_0d0a, 0xffff_fffc), (10, (16 << 20) + 4),
        ] as [(UInt32, UInt32)] {
            expect(
                .recordTooLong,
                LiteralFile.pcapng { $0.block(type, first: length) { $0.u32(0x1a2b_3c4d) } })
        }
    }

    @Test func framesOfUndeclaredInterfacesAreCorrupt() {
        expect(
            .corrupt, frame: 2,
            LiteralFile.pcapng {
                $0.frame([1])
                $0.frame([1], interface: 1)
            })
        expect(.corrupt, LiteralFile.pcapng { $0.frame([1], interface: .max) })
        expect(
            .corrupt,
            LiteralFile.pcapng { $0.block(5) { $0.bytes += .init(repeating: 9, count: 12) } })
        // A new section forgets the interfaces of the one before.
        expect(
            .corrupt,
            LiteralFile.pcapng {
                $0.section(bigEndian: true)
                $0.frame([1])
            })
        expect(
            .corrupt,
            LiteralFile.pcapng {
                $0.section(bigEndian: true)
                $0.block(3) { $0.u32(0) }
            })
    }

    @Test func optionsBeyondTheirBlockAreCorrupt() {
        expect(
            .corrupt,
            LiteralFile.pcapng {
                $0.frame([1]) {
                    $0.u16(1)
                    $0.u16(9)
                    $0.u64(0)
                }
            })
        var file = LiteralFile()
        file.section(bigEndian: true)
        file.interface { $0.u32(0x0002_ffff) }
        expect(.corrupt, file.bytes)
    }

    @Test func clocksThatCannotBeReadAreCorrupt() {
        for code in [9, 14] as [UInt16] {
            var file = LiteralFile()
            file.section(bigEndian: false)
            file.interface { $0.option(code, [6, 0]) }
            expect(.corrupt, file.bytes)
        }
    }

    @Test func interfaceNumber256IsRefused() {
        let file = LiteralFile.pcapng { file in
            for _ in 0..<254 { file.interface() }
            file.frame([1], interface: 254)
        }
        let reading = Reading(file)
        #expect(reading.frames.first?.record.interface == 254)
        #expect(reading.ending == .success(.complete))
        expect(
            .tooManyInterfaces,
            LiteralFile.pcapng { file in
                for _ in 0..<8 {
                    file.section(bigEndian: false)
                    for _ in 0..<32 { file.interface() }
                }
            })
    }

    @Test func otherVersionsAreRefused() {
        for version in [(2, 0), (1, 1), (0, 0)] as [(UInt16, UInt16)] {
            var file = LiteralFile()
            file.section(bigEndian: true, version: version)
            expect(.unsupportedVersion, file.bytes)
        }
        var file = LiteralFile()
        file.section(bigEndian: false, version: (1, 2))
        #expect(Reading(file.bytes).ending == .success(.complete))
    }

    @Test func sectionsWithoutByteOrderAreRefused() {
        var file = LiteralFile()
        file.block(0x0a0d_0d0a) { $0.bytes += [UInt8](repeating: 1, count: 16) }
        expect(.notACapture, file.bytes)
        expect(.corrupt, LiteralFile.pcapng { $0.bytes += file.bytes })
    }

    @Test func errorsTellWhereTheBlockBegins() {
        let file = LiteralFile.pcapng {
            $0.frame([1])
            $0.frame([1], interface: 3)
        }
        // A section, an interface and a frame stand before it.
        let block: UInt64 = 28 + 20 + 36
        for step in 1...60 {
            #expect(Reading(file, step: { _ in step }).error?.offset == block)
        }
    }
}
