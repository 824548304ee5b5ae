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
    /// When the taps of a live run watched, as decimal UNIX times.
    var watch: Watch?
    /// Frames of a live run for which there was no room on the disk.
    var unwritten: UInt64?
    var files: [String: String]

    static let formatName = "watertight-recording"

    struct Interface: Codable {
        var name: String
        var role: String
        /// Frames that its tap lost; nil if nobody knows.
        var dropped: UInt64?
        /// The capture that it came from, counted from 1; the frames of one stand together.
        var part: Int?
        /// Decimal digits of a second that its times had.
        var digits: Int?
        /// Whether our heartbeat was sent there.
        var heartbeat: Bool?
    }

    struct Watch: Codable {
        var from: String
        var until: String
        var closing: String?
    }

    struct Mark: Codable {
        var name: String
        var at: String
    }

    enum CodingKeys: String, CodingKey {
        case format
        case formatVersion = "format_version"
        case toolVersion = "tool_version"
        case made, evidence, complete, host, outer, interfaces, stages, watch
        case unwritten, files
    }

    /// The manifest as it stands in its file, with its keys in order.
    func bytes() throws(EvidenceError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(self)) + Array("\n".utf8)
        } catch {
            throw EvidenceError(
                .corruptRecording, subject: "manifest.json", reason: "It cannot be made: \(error).")
        }
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
