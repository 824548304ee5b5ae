internal import Audit
internal import Evidence
internal import Glibc

/// A folder that a recording of the run is written to.
struct RecordingTarget {
    let path: String

    /// Whether a value of `-o` names a folder.
    static func isMeant(_ text: String) -> Bool { text.hasSuffix("/") }

    /// Reads `NAME/`; throws where something stands already, before anything is read.
    init(_ text: String) throws(Refusal) {
        var name = text[...]
        while name.last == "/" { name.removeLast() }
        guard !name.isEmpty else { throw .usage("--out \"\(text)\" names no folder") }
        path = String(name)
        guard !RecordingSeal.isTaken(path) else {
            throw .output(
                text, "Something stands there already, and a recording replaces nothing.")
        }
    }

    /// Seals what an analysis has judged.
    func write(_ recording: Recording, of analysis: CaptureAnalysis) throws(Refusal) {
        let seal = RecordingSeal(analysis, tool: Version.tool.version)
        do throws(EvidenceError) {
            try seal.write(recording, as: path)
        } catch {
            throw .evidence(error)
        }
    }
}
