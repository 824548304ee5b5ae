internal import Foundation
internal import Testing
internal import Wire

/// A folder of `Tests/Captures` as one tap of any interface would have shown it: all of its files in one,
/// in order of time, with the link type LINUX_SLL2.
struct CookedCapture {
    /// The pcapng file; descriptions of interfaces are their roles.
    let file: [UInt8]
    /// The flags that `analyze` needs for it.
    let flags: [String]
    /// The same for `fold-stream`.
    let streamFlags: [String]

    private struct Frame {
        var interface: UInt16
        var time: UInt64
        var cooked: [UInt8]
    }

    init(_ capture: RecordedCapture) throws {
        func values(_ flag: String) -> [String] {
            zip(capture.flags, capture.flags.dropFirst()).filter { $0.0 == flag }.map(\.1)
        }
        let (tunnels, outer) = (values("--tunnel"), values("--outer"))
        var frames: [Frame] = []
        var writer = PcapngWriter()
        var file: [UInt8] = []
        writer.writeSection(into: &file)
        // The inside first, so that what has the same time stands before the outside.
        for (index, name) in (tunnels + [capture.capture]).enumerated() {
            let isTunnel = index < tunnels.count
            writer.writeInterface(
                name: isTunnel ? "tun\(index)" : "eth0",
                description: isTunnel ? "tunnel" : "underlay", linkType: 276, into: &file)
            let path = URL(fileURLWithPath: capture.folder).appendingPathComponent(name)
            var sink = Sink(interface: UInt16(index), isTunnel: isTunnel)
            let bytes = [UInt8](try Data(contentsOf: path))
            var reader = CaptureReader()
            _ = try unsafe reader.walk(bytes.span.bytes, into: &sink)
            frames += sink.frames
        }
        let ordered = frames.enumerated().sorted {
            ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
        }
        for (_, frame) in ordered {
            let record = FrameRecord(
                time: frame.time, originalLength: UInt32(frame.cooked.count),
                interface: frame.interface, number: 0)
            unsafe writer.writeFrame(frame.cooked.span.bytes, record, into: &file)
        }
        self.file = file
        streamFlags = outer.flatMap { ["--outer", $0] } + ["--own", "192.168.50.125"]
        flags =
            outer.flatMap { ["--outer", $0] }
            + tunnels.indices.flatMap { ["--tunnel-if", "tun\($0)"] }
    }

    /// Turns frames of Ethernet and of raw IP into cooked ones.
    private struct Sink: FrameSink {
        let interface: UInt16
        let isTunnel: Bool
        var link: UInt16 = 1
        var frames: [Frame] = []

        init(interface: UInt16, isTunnel: Bool) {
            self.interface = interface
            self.isTunnel = isTunnel
        }

        mutating func declare(_ interface: CaptureInterface) { link = interface.linkType }

        mutating func take(_ frame: RawSpan, _ record: FrameRecord) {
            let bytes = (0..<frame.byteCount).map { frame.u8($0) }
            let (hardware, etherType, station, content) =
                link == 1
                ? (UInt16(1), Array(bytes[12..<14]), Array(bytes[6..<12]), bytes[14...])
                : (
                    65_534, bytes[0] >> 4 == 4 ? [8, 0] : [0x86, 0xdd], [0, 0, 0, 0, 0, 0],
                    bytes[...]
                )
            let isSent =
                link == 1
                ? isTunnel || station == [2, 0, 0, 0, 0x50, 0x0c]
                // At the machine's end of each tunnel of these captures addresses end with 2.
                : bytes[bytes[0] >> 4 == 4 ? 15 : 23] == 2
            let header: [UInt8] =
                etherType + [0, 0] + FrameBuilder.bytes(UInt32(interface) + 1)
                + FrameBuilder.bytes(hardware) + [isSent ? 4 : 0, 6] + station + [0, 0]
            frames.append(
                Frame(interface: interface, time: record.time, cooked: header + content))
        }
    }
}
