internal import Foundation

/// A folder for one test, gone with the value.
final class TemporaryFolder: Sendable {
    /// Where it is.
    let root: String

    init() throws {
        root =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("watertight-tests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: root) } catch {}
    }

    /// The path of a file in it.
    func path(_ name: String) -> String { root + "/" + name }

    /// Writes a file.
    func write(_ bytes: [UInt8], as name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    }

    /// Writes a file of text.
    func write(_ text: String, as name: String) throws { try write(Array(text.utf8), as: name) }

    /// The names of its files.
    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: root).sorted() }
    }
}
