internal import Glibc
internal import Wire

/// Seals an offline run: writes its frames, its ledger and a manifest into a folder that can be judged
/// again without flags.
///
/// See `docs/recording-format.md`. The captures are read a second time, so memory does not grow with
/// them.
public struct RecordingSeal: Sendable {
    /// The run to be sealed.
    private let analysis: CaptureAnalysis
    /// The version of the tool that seals it.
    private let tool: String

    /// A seal for what an analysis has judged.
    public init(_ analysis: CaptureAnalysis, tool: String) {
        self.analysis = analysis
        self.tool = tool
    }

    /// Whether there is anything at a path, so that no recording can be written there.
    public static func isTaken(_ path: String) -> Bool { SealedFolder.isTaken(path) }

    /// Writes a folder that must not be there yet; `recording` is what the analysis made.
    ///
    /// Throws if it cannot be written, or if a capture has changed since it was judged; then nothing
    /// is left behind.
    public func write(_ recording: Recording, as path: String) throws(EvidenceError) {
        var folder = try SealedFolder(path)
        var copy = EvidenceCopy(
            of: recording, into: try folder.file("evidence.pcapng"), tool: tool)
        for (role, path) in analysis.parts {
            try copy.add(path, judged: recording.subject.files[role.number])
        }
        try copy.finish()
        var ledger = LedgerFile(
            of: recording, interfaces: copy.interfaces.map(\.name),
            into: try folder.file("ledger.json"))
        try ledger.write()
        var files: [String: String] = [:]
        for name in ["evidence.pcapng", "ledger.json"] { files[name] = try folder.hash(of: name) }
        var manifest = try folder.file("manifest.json")
        manifest.bytes = try self.manifest(recording, copy.interfaces, files).bytes()
        try manifest.finish()
        try folder.seal()
    }

    private func manifest(
        _ recording: Recording, _ interfaces: [Manifest.Interface], _ files: [String: String]
    ) -> Manifest {
        let named = analysis.host.basis == .named ? analysis.host : HostIdentity(basis: .unknown)
        return Manifest(
            toolVersion: tool, made: "offline", evidence: "full",
            complete: recording.subject.files.allSatisfy(\.isComplete),
            host: named.stations.map(\.description) + named.addresses.map(\.description),
            outer: analysis.allowance.outer.map(\.description), interfaces: interfaces,
            stages: analysis.marks.map {
                Manifest.Mark(
                    name: $0.stage.rawValue, at: Timestamp(nanoseconds: $0.at).unixSeconds)
            }, files: files)
    }
}
