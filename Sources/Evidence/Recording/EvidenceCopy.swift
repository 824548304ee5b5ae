internal import Wire

/// Copies the frames of captures into `evidence.pcapng`, one capture after the other.
///
/// The order is that in which the fold read them, the inside first: what a frame is depends on what
/// was learnt before it, so only this order gives the judge the same recording again.
struct EvidenceCopy: CaptureSink, ~Copyable {
    /// Most interfaces of a file that can be read again.
    private static var mostInterfaces: Int { 255 }

    /// What the manifest says of the interfaces so far.
    private(set) var interfaces: [Manifest.Interface] = []

    /// What the interfaces of all captures were when they were judged, in order.
    private let judged: [Vantage]
    private var file: SealedFile
    private var writer = PcapngWriter()
    private var names = SealedNames()
    /// The capture that is being read.
    private var source = ""
    private var part = 0
    /// Index of its first interface among those of all captures.
    private var first = 0

    /// A copy of what was judged, into an empty file.
    init(of recording: Recording, into file: consuming SealedFile, tool: String) {
        judged = recording.vantagesOfFiles
        self.file = file
        writer.writeSection(application: "watertight \(tool)", into: &self.file.bytes)
    }

    /// Copies one capture; throws if it is not what it was when it was judged.
    mutating func add(
        _ path: String, judged facts: CaptureFacts
    ) throws(EvidenceError) {
        source = facts.name.raw
        part += 1
        first = interfaces.count
        let ending = try CaptureFile(path).read(into: &self)
        guard interfaces.count <= EvidenceCopy.mostInterfaces else {
            throw EvidenceError(
                .tooManyInterfaces, subject: path,
                reason: "A recording holds \(EvidenceCopy.mostInterfaces) interfaces at the most.")
        }
        guard file.isFaulty || ending.frames == facts.frames else {
            throw EvidenceError(
                .unreadable, subject: path, reason: "It changed after it was judged.")
        }
        guard first < interfaces.count else {
            throw EvidenceError(
                .unreadable, subject: path, reason: "It has no interface, so nothing can be sealed."
            )
        }
        note(ending)
    }

    /// Ends the copy.
    mutating func finish() throws(EvidenceError) { try file.finish() }

    /// Notes what the taps lost.
    private mutating func note(_ ending: CaptureFile.Ending) {
        for (index, dropped) in ending.droppedByInterface.enumerated() {
            interfaces[first + index].dropped = dropped
        }
        // What is told with single frames, or for no interface in particular.
        let known = ending.droppedByInterface.reduce(UInt64(0)) { $0 &+ ($1 ?? 0) }
        guard let all = ending.dropped, all > known else { return }
        interfaces[first].dropped = (interfaces[first].dropped ?? 0) &+ (all &- known)
    }

    /// Whether writing has failed, or there are too many interfaces.
    var hasEnough: Bool { file.isFaulty || interfaces.count > EvidenceCopy.mostInterfaces }

    mutating func declare(_ interface: CaptureInterface) {
        let index = interfaces.count
        // One that has come since is refused by the number of frames, if it has any.
        let role = index < judged.count ? judged[index].role : .underlay
        let name = names.name(like: interface.name?.raw ?? source, role: role)
        writer.writeInterface(
            name: name, linkType: interface.linkType, snapLength: interface.snapLength,
            into: &file.bytes)
        interfaces.append(
            Manifest.Interface(
                name: name, role: role.rawValue, part: part,
                digits: Int(interface.timestampDigits)))
    }

    mutating func take(_ frame: RawSpan, _ record: FrameRecord) {
        var record = record
        record.interface &+= UInt16(truncatingIfNeeded: first)
        writer.writeFrame(frame, record, into: &file.bytes)
        file.drain()
    }
}
