/// Writes a pcapng 1.0 file, little-endian and with nanoseconds, piece by piece to the end of a
/// buffer.
///
/// A section comes first, then its interfaces; a frame's or statistic's interface must have been
/// written in the same section before. Texts are cut at 65 535 bytes, the format's limit.
public struct PcapngWriter: Hashable, Sendable {
    /// Interfaces written in the current section, which is also the next one's index.
    public private(set) var interfaceCount: UInt16 = 0

    /// A writer at the start of a file.
    public init() {}

    /// Appends a Section Header Block, behind which interfaces count from 0 again.
    public mutating func writeSection(
        hardware: String? = nil, system: String? = nil, application: String? = nil,
        comments: [String] = [], into file: inout [UInt8]
    ) {
        interfaceCount = 0
        writeBlock(BlockType.sectionHeader, into: &file) { file in
            file.appendLittleEndian(UInt32(0x1a2b_3c4d))
            file.appendLittleEndian(UInt16(1))
            file.appendLittleEndian(UInt16(0))
            file.appendLittleEndian(UInt64.max)  // the section's length is not told
            for comment in comments { writeOption(1, comment, into: &file) }
            writeOption(2, hardware, into: &file)
            writeOption(3, system, into: &file)
            writeOption(4, application, into: &file)
            file.appendLittleEndian(UInt32(0))
        }
    }

    /// Appends an Interface Description Block and returns the interface's index in the section.
    @discardableResult public mutating func writeInterface(
        name: String? = nil, description: String? = nil, linkType: UInt16, snapLength: UInt32 = 0,
        into file: inout [UInt8]
    ) -> UInt16 {
        writeBlock(BlockType.interface, into: &file) { file in
            file.appendLittleEndian(linkType)
            file.appendLittleEndian(UInt16(0))
            file.appendLittleEndian(snapLength)
            writeOption(2, name, into: &file)
            writeOption(3, description, into: &file)
            writeOption(9, [9], into: &file)  // if_tsresol: 10^-9 s
            file.appendLittleEndian(UInt32(0))
        }
        defer { interfaceCount &+= 1 }
        return interfaceCount
    }

    /// Appends an Enhanced Packet Block; the record's number is not written.
    ///
    /// The frame is cut at `CaptureReader.largestFrame` bytes. Comments that would take the block
    /// beyond `CaptureReader.largestRecord` are left out.
    public func writeFrame(
        _ frame: RawSpan, _ record: FrameRecord, comments: [String] = [], into file: inout [UInt8]
    ) {
        let captured = min(frame.byteCount, CaptureReader.largestFrame)
        let start = file.count
        writeBlock(BlockType.enhancedPacket, into: &file) { file in
            file.appendLittleEndian(UInt32(record.interface))
            writeTime(record.time, into: &file)
            file.appendLittleEndian(UInt32(captured))
            file.appendLittleEndian(record.originalLength)
            file.append(contentsOf: frame.extracting(0..<captured))
            pad(captured, into: &file)
            guard record.direction != .unknown || !comments.isEmpty else { return }
            if record.direction != .unknown {
                writeOption(2, [record.direction.rawValue, 0, 0, 0], into: &file)
            }
            for comment in comments {
                let value = cut(comment)
                // Its own header and padding, the end of options and the block's last length.
                guard file.count - start + value.count + 15 <= CaptureReader.largestRecord else {
                    break
                }
                writeOption(1, value, into: &file)
            }
            file.appendLittleEndian(UInt32(0))
        }
    }

    /// Appends an Interface Statistics Block with those counters that are known.
    public func writeStatistics(
        interface: UInt16, time: UInt64, received: UInt64? = nil, droppedByInterface: UInt64? = nil,
        droppedBySystem: UInt64? = nil, into file: inout [UInt8]
    ) {
        writeBlock(BlockType.statistics, into: &file) { file in
            file.appendLittleEndian(UInt32(interface))
            writeTime(time, into: &file)
            let counters = [
                (UInt16(4), received), (5, droppedByInterface), (7, droppedBySystem),
            ]
            for (code, counter) in counters {
                guard let counter else { continue }
                file.appendLittleEndian(code)
                file.appendLittleEndian(UInt16(8))
                file.appendLittleEndian(counter)
            }
            file.appendLittleEndian(UInt32(0))
        }
    }
}

/// Appends a block whose padded body `body` appends, between its two lengths.
private func writeBlock(
    _ type: UInt32, into file: inout [UInt8], _ body: (inout [UInt8]) -> Void
) {
    let start = file.count
    file.appendLittleEndian(type)
    file.appendLittleEndian(UInt32(0))
    body(&file)
    let length = UInt32(truncatingIfNeeded: file.count - start + 4)
    file.appendLittleEndian(length)
    for index in 0..<4 {
        file[start + 4 + index] = UInt8(truncatingIfNeeded: length >> UInt32(8 * index))
    }
}

/// Appends the two halves of a time, the upper one first.
private func writeTime(_ time: UInt64, into file: inout [UInt8]) {
    file.appendLittleEndian(UInt32(truncatingIfNeeded: time >> 32))
    file.appendLittleEndian(UInt32(truncatingIfNeeded: time))
}

private func writeOption(_ code: UInt16, _ text: String?, into file: inout [UInt8]) {
    if let text { writeOption(code, cut(text), into: &file) }
}

private func writeOption(_ code: UInt16, _ value: [UInt8], into file: inout [UInt8]) {
    file.appendLittleEndian(code)
    file.appendLittleEndian(UInt16(clamping: value.count))
    file.append(contentsOf: value)
    pad(value.count, into: &file)
}

/// Appends the zeros that bring `length` bytes to a multiple of four.
private func pad(_ length: Int, into file: inout [UInt8]) {
    for _ in 0..<(-length & 3) { file.append(0) }
}

/// The text's UTF-8, cut before the scalar that passes 65 535 bytes.
private func cut(_ text: String) -> [UInt8] {
    var bytes = [UInt8](text.utf8.prefix(65_536))
    guard bytes.count > 65_535 else { return bytes }
    while let last = bytes.popLast(), last & 0xc0 == 0x80 {}
    return bytes
}
