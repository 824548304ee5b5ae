internal import Wire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The first file of a recording: what was watched, and the hashes of the other files.
///
/// See `docs/recording-format.md`.
struct Manifest: Codable {
    var format = Manifest.formatName
    var formatVersion = "1.0"
    var toolVersion: String
    var made: String
    var evidence: String
    var complete: Bool
    var host: [String]
    var outer: [String]
    var interfaces: [Interface]
    var stages: [Mark]
    var files: [String: String]

    static let formatName = "watertight-recording"

    struct Interface: Codable {
        var name: String
        var role: String
        var dropped: UInt64?
    }

    struct Mark: Codable {
        var name: String
        var at: String
    }

    enum CodingKeys: String, CodingKey {
        case format
        case formatVersion = "format_version"
        case toolVersion = "tool_version"
        case made, evidence, complete, host, outer, interfaces, stages, files
    }

    /// Reads a manifest; throws for one that cannot be understood.
    static func read(_ bytes: [UInt8], of folder: String) throws(EvidenceError) -> Manifest {
        let manifest: Manifest
        do {
            manifest = try JSONDecoder().decode(Manifest.self, from: Data(bytes))
        } catch {
            throw EvidenceError(
                .corruptRecording, subject: folder,
                reason: "manifest.json is not a manifest: \(error).")
        }
        guard manifest.format == formatName else {
            throw EvidenceError(
                .corruptRecording, subject: folder,
                reason: "manifest.json is of another format.")
        }
        guard manifest.formatVersion.hasPrefix("1.") else {
            throw EvidenceError(
                .version, subject: folder,
                reason: "It has format version \(OutsideText(manifest.formatVersion).forTerminal); "
                    + "this tool reads 1.x.")
        }
        return manifest
    }
}
