/// Writes a pcap 2.4 file, little-endian, piece by piece to the end of a buffer.
public struct PcapWriter: Hashable, Sendable {
    /// The unit of the file's times below a second.
    public enum Resolution: Hashable, Sendable {
        /// Understood by every tool.
        case microseconds
        /// Loses nothing of a `FrameRecord`'s time.
        case nanoseconds
    }

    private let linkType: UInt16
    private let resolution: Resolution

    /// A writer of frames of one `LINKTYPE_`.
    public init(linkType: UInt16, resolution: Resolution = .nanoseconds) {
        self.linkType = linkType
        self.resolution = resolution
    }

    /// Appends the file header, which comes first and once.
    public func writeHeader(into file: inout [UInt8]) {
        let magic: UInt32 = resolution == .nanoseconds ? 0xa1b2_3c4d : 0xa1b2_c3d4
        file.appendLittleEndian(magic)
        file.appendLittleEndian(UInt16(2))
        file.appendLittleEndian(UInt16(4))
        file.appendLittleEndian(UInt64(0))
        file.appendLittleEndian(UInt32(CaptureReader.largestFrame))
        file.appendLittleEndian(UInt32(linkType))
    }

    /// Appends one frame with its time and original length; a pcap file cannot hold the rest.
    ///
    /// The frame is cut at `CaptureReader.largestFrame` bytes. A time after 2106 is held at the
    /// last second that the format can tell.
    public func writeFrame(_ frame: RawSpan, _ record: FrameRecord, into file: inout [UInt8]) {
        let captured = min(frame.byteCount, CaptureReader.largestFrame)
        let (seconds, nanoseconds) = record.time.quotientAndRemainder(dividingBy: 1_000_000_000)
        file.appendLittleEndian(UInt32(clamping: seconds))
        file.appendLittleEndian(
            UInt32(
                truncatingIfNeeded: resolution == .nanoseconds ? nanoseconds : nanoseconds / 1000))
        file.appendLittleEndian(UInt32(captured))
        file.appendLittleEndian(record.originalLength)
        file.append(contentsOf: frame.extracting(0..<captured))
    }
}
