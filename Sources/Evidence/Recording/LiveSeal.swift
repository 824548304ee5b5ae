internal import Wire

/// Seals a live run: the folder that its frames go into while it runs, and the manifest that vouches
/// for them when it has ended.
///
/// Nothing that was captured is parsed here, so a privileged process may use it. See
/// `docs/recording-format.md`.
public struct LiveSeal: ~Copyable {
    private var folder: SealedFolder
    private let evidence: SealedFile
    private var files: [String: String] = [:]

    /// What is known of a live run beside its frames.
    public struct Facts: Sendable {
        /// The version of the tool.
        public var tool: String
        /// The outside of the tunnel.
        public var outer: [OuterFlow]
        /// The interfaces that were watched, in the order in which they were declared.
        public var interfaces: [Interface]
        /// Where stages begin.
        public var marks: [StageMark]
        /// When the taps watched.
        public var watch: LiveWatch
        /// Frames that the tap lost.
        public var dropped: UInt64
        /// Frames for which there was no room on the disk.
        public var unwritten: UInt64
        /// Whether the run came to its end and its tap with it.
        public var isComplete: Bool

        /// The facts of a run.
        public init(
            tool: String, outer: [OuterFlow], interfaces: [Interface], marks: [StageMark],
            watch: LiveWatch, dropped: UInt64, unwritten: UInt64 = 0, isComplete: Bool
        ) {
            self.tool = tool
            self.outer = outer
            self.interfaces = interfaces
            self.marks = marks
            self.watch = watch
            self.dropped = dropped
            self.unwritten = unwritten
            self.isComplete = isComplete
        }
    }

    /// An interface that was watched.
    public struct Interface: Sendable {
        /// Its name.
        public var name: String
        /// What it is to the audited machine.
        public var role: Vantage.Role

        /// An interface with its role.
        public init(name: String, role: Vantage.Role) {
            self.name = name
            self.role = role
        }
    }

    /// Makes the folder under a temporary name, and the file for the frames; throws where something
    /// stands at the path already.
    public init(_ path: String) throws(EvidenceError) {
        var folder = try SealedFolder(path)
        evidence = try folder.file("evidence.pcapng")
        self.folder = folder
    }

    /// The descriptor that the frames are written to, as pcapng; open until the seal is gone.
    public var evidenceDescriptor: Int32 { evidence.rawDescriptor }

    /// Says that the run has ended: its frames cannot be had again, so they stay, sealed or not.
    public mutating func end() { folder.staysUnsealed = true }

    /// Adds what became of the probes.
    public mutating func add(_ answers: [Answer]) throws(EvidenceError) {
        try add(try AnswerRow.bytes(of: answers), as: AnswerRow.file.name)
    }

    /// Adds what is known of the machine.
    public mutating func add(_ host: HostFacts) throws(EvidenceError) {
        try add(try HostRow.bytes(of: host), as: HostRow.file.name)
        guard !host.rulesets.isEmpty else { return }
        try add(try RulesetRow.bytes(of: host.rulesets), as: RulesetRow.file.name)
    }

    /// Adds the sockets that were seen.
    public mutating func add(_ sightings: [SocketSighting]) throws(EvidenceError) {
        try add(try SocketRow.bytes(of: sightings), as: SocketRow.file.name)
    }

    /// Adds what a drill did.
    public mutating func add(_ drill: Drill) throws(EvidenceError) {
        try add(try DrillRow.bytes(of: drill), as: DrillRow.file.name)
        try add(try AttemptRow.bytes(of: drill.attempts), as: AttemptRow.file.name)
    }

    /// Adds the rows of one of the `.jsonl` files, whole.
    mutating func add(_ rows: [UInt8], as name: String) throws(EvidenceError) {
        var file = try folder.file(name)
        file.bytes = rows
        try file.finish()
        files[name] = try folder.hash(of: name)
    }

    /// Writes the manifest and gives the folder its own name. The frames must all be written.
    public mutating func seal(_ facts: Facts) throws(EvidenceError) {
        files["evidence.pcapng"] = try folder.hash(of: "evidence.pcapng")
        var manifest = try folder.file("manifest.json")
        manifest.bytes = try LiveSeal.manifest(facts, files).bytes()
        try manifest.finish()
        try folder.seal()
    }

    private static func manifest(_ facts: Facts, _ files: [String: String]) -> Manifest {
        Manifest(
            toolVersion: facts.tool, made: "live", evidence: "full", complete: facts.isComplete,
            // Each frame says who sent it.
            host: [], outer: facts.outer.map(\.description),
            interfaces: facts.interfaces.enumerated().map { index, interface in
                Manifest.Interface(
                    name: interface.name, role: interface.role.rawValue,
                    // One tap sees all interfaces; what it lost may have been anybody's.
                    dropped: index == 0 ? facts.dropped : 0, digits: 9,
                    heartbeat: facts.watch.heartbeats.contains(interface.name))
            },
            stages: facts.marks.map {
                Manifest.Mark(name: $0.stage.rawValue, at: seconds($0.at))
            },
            watch: Manifest.Watch(
                from: seconds(facts.watch.from), until: seconds(facts.watch.until),
                closing: facts.watch.closing.map(seconds)),
            unwritten: facts.unwritten, files: files)
    }

    private static func seconds(_ nanoseconds: UInt64) -> String {
        Timestamp(nanoseconds: nanoseconds).unixSeconds
    }
}
