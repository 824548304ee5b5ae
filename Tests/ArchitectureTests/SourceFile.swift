internal import Foundation
internal import Testing

/// A Swift file of the product, or another text file of the repository.
struct SourceFile: Sendable, CustomTestStringConvertible {
    /// Its path from the root of the repository.
    let path: String
    /// All of it.
    let text: String

    /// Its lines.
    let lines: [Substring]
    /// Its code: without comments, and without what stands between quotation marks.
    let code: [String]

    var testDescription: String { path }

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var isText = false
        code = lines.map { line in
            if line.utf8.count >= 3, line.contains("\"\"\"") {
                isText.toggle()
                return ""
            }
            return isText ? "" : SourceFile.code(of: line)
        }
    }

    /// A line without its comment and its texts, of which the quotation marks stay.
    private static func code(of line: Substring) -> String {
        var code: [UInt8] = []
        var isText = false
        var isEscaped = false
        for byte in line.utf8 {
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                    code.append(byte)
                }
                continue
            }
            isText = byte == UInt8(ascii: "\"")
            if byte == UInt8(ascii: "/"), code.last == byte {
                code.removeLast()
                break
            }
            code.append(byte)
        }
        return String(decoding: code, as: UTF8.self)
    }

    /// The root of the repository.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The Swift files of the product.
    static let product = files(in: ["Sources", "checks", "reports"], ext: "swift")

    /// The files with an extension in some folders, in order of path.
    static func files(in folders: [String], ext: String) -> [SourceFile] {
        var found: [SourceFile] = []
        for folder in folders {
            let walk = FileManager.default.enumerator(
                at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil)
            while let url = walk?.nextObject() as? URL {
                guard url.pathExtension == ext else { continue }
                do {
                    let text = try String(contentsOf: url, encoding: .utf8)
                    let path = url.path.dropFirst(root.path.count + 1)
                    found.append(SourceFile(path: String(path), text: text))
                } catch {
                    Issue.record("\(url.path): \(error)")
                }
            }
        }
        return found.sorted { $0.path < $1.path }
    }

    /// Whether a path of the repository exists.
    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }
}
