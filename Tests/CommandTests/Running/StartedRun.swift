internal import Foundation
internal import Glibc

/// A run of `watertight` that goes on until it is told to end.
final class StartedRun {
    private let process = Process()
    private let output = Pipe()
    private var text = ""

    /// Starts `watertight` with these arguments in a folder.
    init(_ arguments: [String], in folder: String) throws {
        process.executableURL = URL(fileURLWithPath: Run.executable)
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// Waits for a line that begins with a word; nil if the output ends without one.
    func line(_ word: String) -> Substring? {
        while true {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.hasPrefix(word) }) { return line }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            text += String(decoding: more, as: UTF8.self)
        }
    }

    /// Sends a signal, and gives the exit code; a signal that ended the process counts below zero.
    func end(by signal: Int32) -> Int32 {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        let status = process.terminationStatus
        return process.terminationReason == .exit ? status : -status
    }
}
