internal import Glibc
internal import Wire

/// Cuts the frames of findings out of captures, whole and with comments.
///
/// The captures are read once more and folded as they were, so every frame is found again that was
/// counted, however many there are, and memory does not grow with them.
public struct Excerpt: Sendable {
    /// Frames that belong together, and what is written beside them.
    public struct Mark: Sendable {
        /// Kinds of traffic, by their indexes in the ledger.
        public var strata: Set<Int>
        /// Single frames.
        public var frames: [SeenFrame]
        /// What is written beside a frame, by its place among the marked ones, from 1.
        public var comment: @Sendable (UInt64) -> String

        /// A mark from its parts.
        public init(
            strata: Set<Int> = [], frames: [SeenFrame] = [],
            comment: @escaping @Sendable (UInt64) -> String
        ) {
            self.strata = strata
            self.frames = frames
            self.comment = comment
        }
    }

    private let recording: Recording
    private let analysis: CaptureAnalysis
    private let tool: String

    /// An excerpt of what an analysis has judged.
    public init(of recording: Recording, from analysis: CaptureAnalysis, tool: String) {
        self.recording = recording
        self.analysis = analysis
        self.tool = tool
    }

    /// Writes the marked frames under a temporary name and renames it; `comments` stand at the start of
    /// the file. Throws if it cannot be written, or if a capture has changed since it was judged.
    public func write(
        _ marks: [Mark], comments: [String], as path: String
    ) throws(EvidenceError) {
        let temporary = "\(path).\(getpid()).part"
        let file = try SealedFile(temporary)
        do throws(EvidenceError) {
            var copy = ExcerptCopy(
                of: recording, try analysis.fold(), marks, into: file, tool: tool, comments)
            for (role, path) in analysis.parts {
                try copy.add(path, role, judged: recording.subject.files[role.number])
            }
            try copy.finish()
            guard unsafe rename(temporary, path) == 0 else {
                throw SealedFile.unwritable(path, errno)
            }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
    }
}

/// Folds captures again and copies the frames that are marked.
private struct ExcerptCopy: CaptureSink, ~Copyable {
    /// Bytes kept of a frame at the most: readers want the same of all interfaces.
    private static var snapLength: UInt32 { 262_144 }

    private let recording: Recording
    private let marks: [Excerpt.Mark]
    private var marksOfStratum: [Int: [Int]] = [:]
    private var marksOfFrame: [Place: [Int]] = [:]
    /// How many frames of each mark have come.
    private var counts: [UInt64]
    private var fold: Fold
    private var file: SealedFile
    private var writer = PcapngWriter()
    private var names = SealedNames()
    /// The capture that is being read, and its interfaces with what they are called in the excerpt.
    private var source = CaptureFacts(name: OutsideText(""), frames: 0, isComplete: true)
    private var number = 0
    private var interfaces: [CaptureInterface] = []
    private var written: [UInt16: UInt16] = [:]

    /// A frame by its file and its number there.
    private struct Place: Hashable {
        var file: Int
        var frame: UInt64
    }

    init(
        of recording: Recording, _ fold: consuming Fold, _ marks: [Excerpt.Mark],
        into file: consuming SealedFile, tool: String, _ comments: [String]
    ) {
        self.recording = recording
        self.marks = marks
        self.fold = fold
        self.file = file
        counts = [UInt64](repeating: 0, count: marks.count)
        for (index, mark) in marks.enumerated() {
            for stratum in mark.strata { marksOfStratum[stratum, default: []].append(index) }
            for frame in mark.frames where Int(frame.vantage) < recording.subject.vantages.count {
                let place = Place(
                    file: recording.subject.vantages[Int(frame.vantage)].file, frame: frame.frame)
                marksOfFrame[place, default: []].append(index)
            }
        }
        writer.writeSection(
            application: "watertight \(tool)", comments: comments, into: &self.file.bytes)
    }

    /// Copies what is marked in one capture; throws if it is not what it was when it was judged.
    mutating func add(
        _ path: String, _ role: FileRole, judged facts: CaptureFacts
    ) throws(EvidenceError) {
        source = facts
        number = role.number
        interfaces = []
        written = [:]
        fold.begin(role)
        let ending = try CaptureFile(path).read(into: &self)
        guard file.isFaulty || ending.frames == facts.frames else {
            throw EvidenceError(
                .unreadable, subject: path, reason: "It changed after it was judged.")
        }
    }

    /// Ends the copy.
    mutating func finish() throws(EvidenceError) { try file.finish() }

    /// Whether writing has failed.
    var hasEnough: Bool { file.isFaulty }

    mutating func declare(_ interface: CaptureInterface) {
        fold.declare(interface)
        interfaces.append(interface)
        // A file without an interface is none, and an underlay says where to look.
        let vantage = fold.vantages[fold.vantages.count - 1]
        if vantage.role == .underlay { place(UInt16(truncatingIfNeeded: interfaces.count - 1)) }
    }

    mutating func take(_ frame: RawSpan, _ record: FrameRecord) {
        fold.flows.lastRow = -1
        fold.take(frame, record)
        fold.flows.settle()
        var found = marksOfFrame[Place(file: number, frame: record.number)] ?? []
        if let stratum = stratum(of: fold.flows.lastRow) {
            found += marksOfStratum[stratum] ?? []
        }
        guard !found.isEmpty, Int(record.interface) < interfaces.count else { return }
        place(record.interface)
        guard let interface = written[record.interface] else { return }
        var comments: [String] = []
        for index in found {
            counts[index] += 1
            comments.append(marks[index].comment(counts[index]))
        }
        comments.append("frame \(record.number) of \(source.name.forTerminal)")
        var record = record
        record.interface = interface
        writer.writeFrame(frame, record, comments: comments, into: &file.bytes)
        file.drain()
    }

    private func stratum(of row: Int) -> Int? {
        guard let store = recording.ledger.store, store.stratumOfRow.indices.contains(row) else {
            return nil
        }
        return Int(store.stratumOfRow[row])
    }

    /// Writes the block of an interface, once.
    private mutating func place(_ number: UInt16) {
        guard written[number] == nil else { return }
        let interface = interfaces[Int(number)]
        let role = fold.vantages[fold.firstVantage + Int(number)].role
        let name = names.name(like: interface.name?.raw ?? source.name.raw, role: role)
        written[number] = writer.writeInterface(
            name: name, description: role.rawValue, linkType: interface.linkType,
            snapLength: ExcerptCopy.snapLength, into: &file.bytes)
    }
}
