internal import Glibc
internal import Testing
internal import Wire

@testable internal import Evidence

/// A live run of ten seconds on a machine with one uplink and a WireGuard tunnel, made up: what the
/// tap of any interface would have written, sealed as the tool seals it.
struct LiveRecording {
    static let second: UInt64 = 1_000_000_000
    static let start: UInt64 = 1_800_000_000 * second

    /// Seconds after the start at which our heartbeat was captured on the uplink.
    var beats: [Double] = (0...10).map(Double.init)
    /// Whether the heartbeat was sent on the uplink at all.
    var isSent = true
    /// Further frames of the uplink's machine: interface, ARPHRD number, EtherType, content.
    var frames: [(interface: UInt16, hardware: UInt16, etherType: UInt16, content: [UInt8])] = []
    /// Interfaces after eth0 and wg0.
    var others: [String] = []

    /// Seals the run in a folder of its own and judges what it holds.
    func recording() throws -> Recording {
        var template = Array("/tmp/watertight-live-XXXXXX".utf8CString)
        let made = unsafe mkdtemp(&template)
        let folder = try #require(unsafe made.map { unsafe String(cString: $0) })
        defer {
            for name in ["evidence.pcapng", "manifest.json"] {
                unsafe unlink(folder + "/run/" + name)
            }
            unsafe rmdir(folder + "/run")
            unsafe rmdir(folder)
        }
        try seal(as: folder + "/run")
        let sealed = try RecordingFolder(folder + "/run")
        return try sealed.recording(under: Allowance(outer: sealed.outer))
    }

    private func seal(as path: String) throws {
        var seal = try LiveSeal(path)
        let bytes = evidence()
        let written = unsafe Glibc.write(seal.evidenceDescriptor, bytes, bytes.count)
        #expect(written == bytes.count)
        try seal.seal(
            LiveSeal.Facts(
                tool: "0", outer: [OuterFlow("203.0.113.10:51820,udp")].compactMap { $0 },
                interfaces: [
                    LiveSeal.Interface(name: "eth0", role: .underlay),
                    LiveSeal.Interface(name: "wg0", role: .tunnel),
                ] + others.map { LiveSeal.Interface(name: $0, role: .underlay) },
                marks: [],
                watch: LiveWatch(
                    from: LiveRecording.start,
                    until: LiveRecording.start + 10 * LiveRecording.second,
                    heartbeats: isSent ? ["eth0"] : []),
                dropped: 0, isComplete: true))
    }

    private func evidence() -> [UInt8] {
        var file: [UInt8] = []
        var writer = PcapngWriter()
        writer.writeSection(into: &file)
        for name in ["eth0", "wg0"] + others {
            writer.writeInterface(name: name, linkType: LinkType.linuxSLL2.rawValue, into: &file)
        }
        for beat in beats {
            write(0, 1, EtherType.heartbeat, Array("beat".utf8), at: beat, writer, &file)
        }
        for (index, frame) in frames.enumerated() {
            write(
                frame.interface, frame.hardware, frame.etherType, frame.content,
                at: 10 + Double(index) * 0.001, writer, &file)
        }
        return file
    }

    private func write(
        _ interface: UInt16, _ hardware: UInt16, _ etherType: UInt16, _ content: [UInt8],
        at seconds: Double, _ writer: PcapngWriter, _ file: inout [UInt8]
    ) {
        // Protocol, reserved, interface, ARPHRD, packet type 4 (outgoing), address of six bytes.
        let header: [UInt8] =
            FrameBuilder.bytes(etherType) + [0, 0] + FrameBuilder.bytes(UInt32(interface))
            + FrameBuilder.bytes(hardware) + [4, 6, 2, 0, 0, 0, 0x50, 0x0c, 0, 0]
        let bytes = header + content
        let time = LiveRecording.start + UInt64(seconds * 1000) * 1_000_000
        unsafe writer.writeFrame(
            bytes.span.bytes,
            FrameRecord(
                time: time, originalLength: UInt32(bytes.count), interface: interface, number: 0),
            into: &file)
    }
}
