internal import Foundation

/// A folder for one test, gone with the value.
final class TemporaryFolder {
    private let root: String

    init() throws {
        root =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("watertight-probes-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: root) } catch {}
    }

    func path(_ name: String) -> String { root + "/" + name }

    /// Writes a file and gives its path.
    func write(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
        return path(name)
    }
}
