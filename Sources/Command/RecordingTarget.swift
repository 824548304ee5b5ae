internal import Audit
internal import Evidence
internal import Glibc

/// A folder that a recording of the run is written to.
struct RecordingTarget {
    let path: String

    /// Whether a value of `-o` names a folder.
    static func isMeant(_ text: String) -> Bool { text.hasSuffix("/") }

    /// `NAME/`, or `NAME-2/` for one of several.
    static func name(_ text: String, _ number: Int?) -> String {
        guard let number else { return text }
        var name = text[...]
        while name.last == "/" { name.removeLast() }
        return "\(name)-\(number)/"
    }

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
        guard Owner.caller == nil || Owner.give(path, to: Owner.heir) else {
            throw .output(path, "It cannot be given to the user who called sudo.")
        }
    }
}
