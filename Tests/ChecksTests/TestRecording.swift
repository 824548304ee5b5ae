internal import Evidence
internal import Foundation
internal import Wire

/// A folder under `Tests/Recordings/<id>/`, and what must follow from it.
struct TestRecording: Sendable, CustomStringConvertible {
    /// The check that names the folder above.
    let id: String
    /// `clean`, `leak`, `blind`, or one of these with a suffix.
    let name: String
    /// What `expected.json` says.
    let expected: Expectation
    /// What the folder holds, judged under its own manifest.
    let recording: Recording

    /// Where it is on disk.
    var path: String { TestRecording.root.appending(path: "\(id)/\(name)").path }
    /// Its path below the root of all recordings.
    var description: String { "\(id)/\(name)" }
    /// Whether the check must pass on it.
    var isClean: Bool { expected.verdict == "pass" }
    /// Whether the check must fail on it.
    var isLeak: Bool { expected.verdict == "fail" }

    /// Whether it is blind for want of the check's class inside the tunnel.
    var isBlindByClass: Bool { expected.because == "no-class" }

    /// What must follow from a recording.
    struct Expectation: Decodable, Sendable {
        let verdict: String
        let severity: String?
        let packets: UInt64?
        let first: String?
        let last: String?
        /// Other checks that must fail too, with their frames.
        let also: [String: UInt64]?
        /// Why a blind recording is blind.
        let because: String?
        /// The reason code of a verdict that is neither.
        let code: String?
        /// How every finding's words end, where the machine's rules were read.
        let why: String?
        /// What a pass cites.
        let fact: String?
        /// Whether it is judged where the local network is allowed.
        let allow_lan: Bool?
        /// What the policy declares as the client's own control plane.
        let control_plane: [String]?

        /// The allowance that it is judged under.
        func allowance(outer: [OuterFlow]) -> Allowance {
            let declared = (control_plane ?? []).compactMap { OuterFlow($0) }
            return Allowance(
                outer: outer, allowsLocalNetwork: allow_lan ?? false,
                entries: declared.map {
                    AllowedTraffic(
                        name: "declared", reason: "as recorded", prefix: $0.prefix, port: $0.port,
                        transport: $0.transport, stage: nil, isControlPlane: true)
                })
        }
    }

    /// The root of the repository.
    static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    /// The root of all recordings.
    static let root = repository.appending(path: "Tests/Recordings")

    /// All recordings, by path. Read once, since every law asks for them.
    static let all: [TestRecording] = {
        do { return try read() } catch { return [] }
    }()

    /// The recordings on which their check must pass.
    static let clean = all.filter(\.isClean)
    /// The recordings on which their check must fail.
    static let leaks = all.filter(\.isLeak)

    /// Reads all recordings; throws if one of them cannot be read.
    static func read() throws -> [TestRecording] {
        let ids = try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
        return try ids.filter { $0.contains(".") && !$0.hasSuffix(".md") }.flatMap { id in
            let file = root.appending(path: "\(id)/expected.json")
            let expected = try JSONDecoder().decode(
                [String: Expectation].self, from: Data(contentsOf: file))
            return try expected.sorted { $0.key < $1.key }.map { name, expectation in
                let path = root.appending(path: "\(id)/\(name)").path
                return TestRecording(
                    id: id, name: name, expected: expectation,
                    recording: try load(path, expectation))
            }
        }
    }

    /// Loads a folder under the allowance of its own manifest.
    static func load(_ path: String, _ expected: Expectation) throws -> Recording {
        let folder = try RecordingFolder(path)
        return try folder.recording(under: expected.allowance(outer: folder.outer))
    }
}
