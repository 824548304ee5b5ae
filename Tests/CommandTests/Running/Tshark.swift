internal import Foundation
internal import Testing

/// What another program reads in a capture.
enum Tshark {
    /// The values of some fields, frame by frame; throws unless the program likes the file.
    static func rows(of file: String, _ fields: [String]) throws -> [[String]] {
        let words = ["tshark", "-n", "-r", file, "-T", "fields"] + fields.flatMap { ["-e", $0] }
        return try run(words).split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// What tcpdump prints of a capture.
    static func tcpdump(_ file: String) throws -> String { try run(["tcpdump", "-n", "-r", file]) }

    private static func run(_ words: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(words)")
        return String(decoding: bytes, as: UTF8.self)
    }
}
