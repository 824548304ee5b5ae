internal import Glibc
internal import Wire

/// A recording on disk: a folder whose manifest vouches for every other file in it.
///
/// See `docs/recording-format.md`.
public struct RecordingFolder: Sendable {
    /// Where it is.
    public let path: String
    /// The outside of the tunnel, by its manifest.
    public let outer: [OuterFlow]
    private let manifest: Manifest
    private let marks: [StageMark]
    private let watch: LiveWatch?
    private let host: HostIdentity

    /// Whether a path is a folder, and so may be a recording.
    public static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Opens a recording; throws if its manifest is wrong, or a file differs from its hash.
    public init(_ path: String) throws(EvidenceError) {
        self.path = path
        manifest = try Manifest.read(
            try RecordingFolder.bytes(
                of: path + "/manifest.json", atMost: RecordingFolder.largestManifest), of: path)
        outer = try RecordingFolder.outer(manifest, path)
        marks = try RecordingFolder.marks(manifest, path)
        watch = try RecordingFolder.watch(manifest, path)
        guard manifest.evidence == "full" else {
            throw EvidenceError(
                .version, subject: path,
                reason: "Its evidence holds only some of the frames, which is not judged yet.")
        }
        guard manifest.host.count <= HostIdentity.mostNames else {
            throw RecordingFolder.corrupt(path, "more than \(HostIdentity.mostNames) hosts")
        }
        var host = HostIdentity(basis: manifest.host.isEmpty ? .unknown : .named)
        for name in manifest.host where !host.add(name) {
            throw RecordingFolder.corrupt(path, "the host \(OutsideText(name).forTerminal)")
        }
        self.host = host
        try refuseIfTampered()
    }

    /// The analysis of its frames under an allowance.
    public func analysis(under allowance: Allowance) throws(EvidenceError) -> CaptureAnalysis {
        var analysis = CaptureAnalysis(capture: path + "/evidence.pcapng", allowance: allowance)
        analysis.tunnelInterfaces = Set(
            manifest.interfaces.filter { $0.role == Vantage.Role.tunnel.rawValue }.map(\.name))
        analysis.localInterfaces = Set(
            manifest.interfaces.filter { $0.role == Vantage.Role.loopback.rawValue }.map(\.name))
        analysis.partStarts = manifest.partStarts
        analysis.marks = marks
        analysis.watch = watch
        analysis.watch?.declared = Set(manifest.interfaces.map(\.name))
        analysis.watch?.pauses = try drill()?.pauses ?? []
        analysis.host = host
        analysis.answers = try answers()
        if let facts = try facts() {
            analysis.innerAddresses = facts.addresses(.tunnel)
            analysis.ownAddresses = facts.addresses(.underlay).filter {
                !analysis.innerAddresses.contains($0)
            }
        }
        return analysis
    }

    /// Folds its frames under an allowance; throws only when nothing can be judged.
    public func recording(under allowance: Allowance) throws(EvidenceError) -> Recording {
        let analysis = try analysis(under: allowance)
        var recording = try analysis.run()
        recording.isLive = watch != nil
        recording.answers = analysis.answers
        recording.host = try facts()
        recording.sockets = try sockets()
        recording.drill = try drill(withAttempts: true)
        let count = try analysis.senders(in: recording)
        recording.senders = count.senders
        recording.drill?.strays = count.strays
        recording.subject.files[0].hash = manifest.files["evidence.pcapng"]
        recording.subject.vantages = recording.subject.vantages.map(manifest.precise)
        let lost = manifest.interfaces.reduce(UInt64(0)) { $0 &+ ($1.dropped ?? 0) }
        if manifest.knowsLoss, recording.subject.files[0].dropped == nil {
            recording.subject.files[0].dropped = 0
        }
        if lost > 0 {
            recording.subject.files[0].dropped = lost
            recording.coverage.gaps.append(
                Coverage.Gap(
                    code: "capture.dropped",
                    text: "The taps lost \(lost) frames, so zero leaks would mean nothing.",
                    breaks: .tap))
        }
        if let unwritten = manifest.unwritten, unwritten > 0 {
            recording.coverage.gaps.append(
                Coverage.Gap(
                    code: "capture.disk",
                    text: "\(unwritten) frames found no room on the disk, so zero leaks would "
                        + "mean nothing.", breaks: .tap))
        }
        if let watch { recording.coverage.gaps += recording.closingGaps(watch) }
        if !manifest.complete {
            recording.subject.files[0].isComplete = false
            recording.coverage.gaps.append(
                Coverage.Gap(
                    code: "capture.truncated",
                    text: "The recording was cut short: a leak after its end would not be seen.",
                    breaks: .tap))
        }
        return recording
    }

    private func answers() throws(EvidenceError) -> [Answer] {
        guard let bytes = try bytes(of: AnswerRow.file) else { return [] }
        return try AnswerRow.answers(bytes, of: path)
    }

    private func facts() throws(EvidenceError) -> HostFacts? {
        guard let bytes = try bytes(of: HostRow.file) else { return nil }
        var facts = try HostRow.facts(bytes, of: path)
        if let rules = try self.bytes(of: RulesetRow.file) {
            facts.rulesets = try RulesetRow.sightings(rules, of: path)
        }
        return facts
    }

    private func drill(withAttempts: Bool = false) throws(EvidenceError) -> Drill? {
        guard let bytes = try bytes(of: DrillRow.file) else { return nil }
        var drill = try DrillRow.drill(bytes, of: path)
        if withAttempts, let bytes = try self.bytes(of: AttemptRow.file) {
            drill.attempts = try AttemptRow.attempts(bytes, of: path)
        }
        guard drill.isWhole else {
            throw EvidenceError(
                .corruptRecording, subject: path,
                reason: "A canary is of no cell, or not the next one of its cell.")
        }
        return drill
    }

    private func sockets() throws(EvidenceError) -> [SocketSighting]? {
        guard let bytes = try bytes(of: SocketRow.file) else { return nil }
        return try SocketRow.sightings(bytes, of: path)
    }

    /// The bytes of one of the `.jsonl` files; nil if the recording has none of that name.
    private func bytes<Row>(of file: RowFile<Row>) throws(EvidenceError) -> [UInt8]? {
        guard manifest.files[file.name] != nil else { return nil }
        return try RecordingFolder.bytes(of: path + "/" + file.name, atMost: file.largest)
    }

    /// Throws unless every file is named with its hash, and every named file is there.
    private func refuseIfTampered() throws(EvidenceError) {
        guard manifest.files["evidence.pcapng"] != nil else {
            throw tampered("evidence.pcapng is not named in the manifest.")
        }
        for name in try names() where name != "manifest.json" && manifest.files[name] == nil {
            throw tampered("\(OutsideText(name).forTerminal) is not named in the manifest.")
        }
        for (name, hash) in manifest.files.sorted(by: { $0.key < $1.key }) {
            // A name must not lead out of the folder.
            guard !name.contains("/"), name != "..",
                let digits = SHA256.digits(ofFile: path + "/" + name)
            else { throw tampered("\(OutsideText(name).forTerminal) is missing.") }
            guard digits == hash else {
                throw tampered("The hash of \(OutsideText(name).forTerminal) differs.")
            }
        }
    }

    private func names() throws(EvidenceError) -> [String] {
        guard let folder = unsafe opendir(path) else {
            throw EvidenceError(.unreadable, subject: path, reason: "It cannot be listed.")
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { raw in
                unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private func tampered(_ reason: String) -> EvidenceError {
        EvidenceError(.tampered, subject: path, reason: reason)
    }

    private static func corrupt(_ path: String, _ what: String) -> EvidenceError {
        EvidenceError(
            .corruptRecording, subject: path,
            reason: "manifest.json is not understood: \(what).")
    }

    private static func outer(
        _ manifest: Manifest, _ path: String
    ) throws(EvidenceError) -> [OuterFlow] {
        var flows: [OuterFlow] = []
        for text in manifest.outer {
            guard let flow = OuterFlow(text) else {
                throw corrupt(path, "the outer flow \(OutsideText(text).forTerminal)")
            }
            flows.append(flow)
        }
        guard flows.count <= Allowance.mostOuterFlows else {
            throw corrupt(path, "more than \(Allowance.mostOuterFlows) outer flows")
        }
        return flows
    }

    private static func watch(
        _ manifest: Manifest, _ path: String
    ) throws(EvidenceError) -> LiveWatch? {
        guard let watch = manifest.watch else {
            guard manifest.made != "live" else {
                throw corrupt(path, "a live run without the time of its watch")
            }
            return nil
        }
        guard let from = Timestamp(watch.from), let until = Timestamp(watch.until) else {
            throw corrupt(path, "the time of its watch")
        }
        let closing = watch.closing.map(Timestamp.init)
        guard closing != .some(nil) else { throw corrupt(path, "the time of its last questions") }
        return LiveWatch(
            from: from.nanoseconds, until: until.nanoseconds, closing: closing??.nanoseconds,
            heartbeats: Set(manifest.interfaces.filter { $0.heartbeat == true }.map(\.name)))
    }

    private static func marks(
        _ manifest: Manifest, _ path: String
    ) throws(EvidenceError) -> [StageMark] {
        var marks: [StageMark] = []
        for mark in manifest.stages {
            guard let stage = Stage(rawValue: mark.name), let at = Timestamp(mark.at) else {
                throw corrupt(path, "the stage \(OutsideText(mark.name).forTerminal)")
            }
            marks.append(StageMark(stage: stage, at: at.nanoseconds))
        }
        guard marks.count < StageLine.mostMarks else {
            throw corrupt(path, "more than \(StageLine.mostMarks - 1) stages")
        }
        return marks
    }

    /// A manifest is small; one of more than a megabyte is refused.
    private static let largestManifest = 1 << 20

    private static func bytes(
        of path: String, atMost limit: Int
    ) throws(EvidenceError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw EvidenceError(
                .corruptRecording, subject: path, reason: "There is no such readable file.")
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var held = 0
        while held < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes { raw in
                unsafe read(descriptor, raw.baseAddress.map { unsafe $0 + held }, raw.count - held)
            }
            if got < 0, errno == EINTR { continue }
            if got <= 0 { break }
            held += got
        }
        guard held <= limit else {
            throw EvidenceError(
                .corruptRecording, subject: path, reason: "It exceeds \(limit) bytes.")
        }
        return Array(bytes.prefix(held))
    }
}
