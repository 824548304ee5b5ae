internal import Evidence
internal import Foundation
internal import Wire

/// A recording whose frames are changed and written to a folder of its own.
struct RewrittenRecording {
    /// A captured frame.
    struct Frame {
        var bytes: [UInt8]
        var record: FrameRecord
    }

    /// The interfaces of the capture.
    let interfaces: [CaptureInterface]
    private let frames: [Frame]
    private let manifest: String
    private let path: String
    private let expected: TestRecording.Expectation

    /// Reads the frames of a recording.
    init(_ test: TestRecording) throws {
        let file = [UInt8](
            try Data(contentsOf: URL(filePath: test.path + "/evidence.pcapng")))
        var reader = CaptureReader()
        var sink = Sink()
        let used = try reader.walk(unsafe file.span.bytes, into: &sink)
        _ = try reader.finish(leftover: file.count - used)
        frames = sink.frames
        path = test.path
        expected = test.expected
        interfaces = sink.interfaces
        manifest = try String(contentsOfFile: test.path + "/manifest.json", encoding: .utf8)
    }

    /// Index of the first interface with Ethernet frames, which is the underlay's.
    var underlay: UInt16 {
        interfaces.first { $0.linkType == LinkType.ethernet.rawValue }?.index ?? 0
    }

    /// The recording with other frames, in order of time, folded anew.
    func recording(changing change: ([Frame]) -> [Frame]) throws -> Recording {
        let changed = change(frames).enumerated().sorted { left, right in
            (left.element.record.time, left.offset) < (right.element.record.time, right.offset)
        }
        var file: [UInt8] = []
        var writer = PcapngWriter()
        writer.writeSection(into: &file)
        for interface in interfaces {
            writer.writeInterface(
                name: interface.name?.raw, linkType: interface.linkType,
                snapLength: interface.snapLength, into: &file)
        }
        for (_, frame) in changed {
            writer.writeFrame(unsafe frame.bytes.span.bytes, frame.record, into: &file)
        }
        return try load(file)
    }

    /// Writes a folder, loads it and removes it.
    private func load(_ file: [UInt8]) throws -> Recording {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "watertight-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = Result { try FileManager.default.removeItem(at: folder) } }
        let evidence = folder.appending(path: "evidence.pcapng")
        try Data(file).write(to: evidence)
        for name in try FileManager.default.contentsOfDirectory(atPath: path)
        where name.hasSuffix(".jsonl") {
            try FileManager.default.copyItem(
                atPath: path + "/" + name, toPath: folder.appending(path: name).path)
        }
        let hash = SHA256.digits(ofFile: evidence.path) ?? ""
        let changed = manifest.replacing(
            /"evidence.pcapng": "[0-9a-f]{64}"/, with: "\"evidence.pcapng\": \"\(hash)\"")
        try changed.write(
            to: folder.appending(path: "manifest.json"), atomically: true, encoding: .utf8)
        return try TestRecording.load(folder.path, expected)
    }

    private struct Sink: FrameSink {
        var frames: [Frame] = []
        var interfaces: [CaptureInterface] = []

        mutating func take(_ frame: RawSpan, _ record: FrameRecord) {
            frames.append(
                Frame(bytes: (0..<frame.byteCount).map { frame.u8($0) }, record: record))
        }

        mutating func declare(_ interface: CaptureInterface) { interfaces.append(interface) }
    }
}
