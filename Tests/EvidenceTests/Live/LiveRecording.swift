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
    /// Those of them that came in, by their index.
    var received: Set<Int> = []
    /// Interfaces after eth0 and wg0.
    var others: [String] = []
    /// Seconds after the start at which the last questions were asked.
    var closing: Double? = 9.5
    /// What became of probes.
    var answers = [LiveRecording.answer()]
    /// Seconds after the start at which a packet of the tunnel was sent, and one received.
    var outer: (sent: [Double], received: [Double]) = ([1, 9.6], [1.1, 9.7])
    /// Addresses of the machine's own.
    var own: [IPAddress] = []
    /// Frames for which there was no room on the disk.
    var unwritten: UInt64 = 0
    /// Seconds by which the machine's clock was set, and when after the start: frames, questions and
    /// the run itself take their times from it.
    var clockStep: (at: Double, by: Double) = (0, 0)

    /// What became of a probe that was sent where the routes lead.
    static func answer(
        _ kind: Answer.Kind = .udp, to remote: IPAddress = Specimen.server,
        at seconds: Double = 9.6,
        _ outcome: Answer.Outcome = .answered
    ) -> Answer {
        var answer = Answer(
            kind, .routed, to: remote, port: 4000, at: time(seconds), outcome: outcome)
        if kind == .udp { answer.endpoint = remote.description }
        return answer
    }

    private static func time(_ seconds: Double) -> UInt64 {
        start + UInt64(seconds * 1000) * 1_000_000
    }

    /// The sockets that a witness saw; nil without one.
    var sockets: [SocketSighting]?

    /// What was drilled; nil if nothing was.
    var drill: Drill?

    /// When the frame with an index was seen.
    static func time(_ index: Int) -> UInt64 { start + 10 * second + UInt64(index) * 1_000_000 }

    /// Seals the run in a folder of its own and judges what it holds.
    func recording() throws -> Recording {
        var template = Array("/tmp/watertight-live-XXXXXX".utf8CString)
        let made = unsafe mkdtemp(&template)
        let folder = try #require(unsafe made.map { unsafe String(cString: $0) })
        defer {
            for name in [
                "evidence.pcapng", "manifest.json", "answers.jsonl", "host.jsonl", "sockets.jsonl",
                "drill.jsonl", "attempts.jsonl", "rules.jsonl",
            ] {
                unsafe unlink(folder + "/run/" + name)
            }
            unsafe rmdir(folder + "/run")
            unsafe rmdir(folder)
        }
        try seal(as: folder + "/run")
        let sealed = try RecordingFolder(folder + "/run")
        return try sealed.recording(under: Allowance(outer: sealed.outer))
    }

    /// What the clock showed so many seconds after the start.
    func shown(_ seconds: Double) -> UInt64 {
        let step = seconds > clockStep.at ? Int64(clockStep.by * 1000) * 1_000_000 : 0
        return UInt64(clamping: Int64(LiveRecording.time(seconds)) + step)
    }

    private func seal(as path: String) throws {
        var seal = try LiveSeal(path)
        let bytes = evidence()
        let written = unsafe Glibc.write(seal.evidenceDescriptor, bytes, bytes.count)
        #expect(written == bytes.count)
        try seal.add(
            answers.map { answer in
                var answer = answer
                answer.at = shown(Double(answer.at - LiveRecording.start) / 1e9)
                return answer
            })
        var machine = HostFacts()
        machine.interfaces = [HostFacts.Interface(name: "br0", role: .loopback, addresses: own)]
        try seal.add(machine)
        if let sockets { try seal.add(sockets) }
        if let drill { try seal.add(drill) }
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
                    until: shown(10), closing: closing.map(shown),
                    heartbeats: isSent ? ["eth0"] : []),
                dropped: 0, unwritten: unwritten, isComplete: true))
    }

    private func evidence() -> [UInt8] {
        var file: [UInt8] = []
        var writer = PcapngWriter()
        writer.writeSection(into: &file)
        for name in ["eth0", "wg0"] + others {
            writer.writeInterface(name: name, linkType: LinkType.linuxSLL2.rawValue, into: &file)
        }
        var all = beats.map { beat in
            Frame(
                at: beat, interface: 0, hardware: 1, etherType: EtherType.heartbeat, isSent: true,
                content: Array("beat".utf8))
        }
        let entry = IPAddress(v4: 0xcb00_710a)
        for (times, isSent) in [(outer.sent, true), (outer.received, false)] {
            let ends = isSent ? (Specimen.address, entry) : (entry, Specimen.address)
            let frame = Specimen.sent.udp(ends.0, 51_820, ends.1, 51_820, [4, 0, 0, 0])
            all += times.map { time in
                Frame(
                    at: time, interface: 0, hardware: 1, etherType: EtherType.ipv4, isSent: isSent,
                    content: Array(frame.dropFirst(14)))
            }
        }
        all += frames.enumerated().map { index, frame in
            Frame(
                at: 10 + Double(index) * 0.001, interface: frame.interface,
                hardware: frame.hardware, etherType: frame.etherType,
                isSent: !received.contains(index), content: frame.content)
        }
        for frame in all.sorted(by: { $0.at < $1.at }) { write(frame, writer, &file) }
        return file
    }

    private struct Frame {
        var at: Double
        var interface: UInt16
        var hardware: UInt16
        var etherType: UInt16
        var isSent: Bool
        var content: [UInt8]
    }

    private func write(_ frame: Frame, _ writer: PcapngWriter, _ file: inout [UInt8]) {
        // Protocol, reserved, interface, ARPHRD, packet type (4 is outgoing), address of six bytes.
        let header: [UInt8] =
            FrameBuilder.bytes(frame.etherType) + [0, 0]
            + FrameBuilder.bytes(UInt32(frame.interface)) + FrameBuilder.bytes(frame.hardware)
            + [frame.isSent ? 4 : 0, 6, 2, 0, 0, 0, 0x50, 0x0c, 0, 0]
        let bytes = header + frame.content
        unsafe writer.writeFrame(
            bytes.span.bytes,
            FrameRecord(
                time: shown(frame.at), originalLength: UInt32(bytes.count),
                interface: frame.interface, number: 0),
            into: &file)
    }
}
