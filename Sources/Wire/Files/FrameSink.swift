/// Where the frames of a capture file go.
///
/// The reader is generic over its sink, so that the loop and the sink become one specialised
/// function. A sink that cannot go on keeps its own error and ignores what follows.
public protocol FrameSink: ~Copyable {
    /// Takes one frame; its bytes are valid during the call only.
    mutating func take(_ frame: RawSpan, _ record: FrameRecord)

    /// Takes an interface, before any of its frames: one in a pcap file, any number in a pcapng
    /// file, in order of `index` from 0.
    mutating func declare(_ interface: CaptureInterface)

    /// Takes one comment (UTF-8, unchecked, up to 65 535 bytes) on the frame of that number, which
    /// is taken next.
    mutating func comment(_ text: RawSpan, onFrame number: UInt64)
}

extension FrameSink where Self: ~Copyable {
    /// Ignores the comment.
    @inlinable @inline(__always)
    public mutating func comment(_ text: RawSpan, onFrame number: UInt64) {}
}
