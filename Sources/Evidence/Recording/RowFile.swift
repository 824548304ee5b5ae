#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// One of the `.jsonl` files of a recording: a row a line, each a JSON object.
///
/// See `docs/recording-format.md`.
struct RowFile<Row: Codable>: Sendable {
    /// Its name.
    let name: String
    /// Most rows that are read.
    let most: Int
    /// Most bytes that are read: a row has some two hundred.
    var largest = 16 << 20
    /// What an object that is no row is not, as the error says; nil where it is but not understood.
    var noun: String?

    /// The rows as they stand in the file, fewer bytes than the limit: what does not fit, and all
    /// behind it, is left out.
    func bytes(
        of rows: some Sequence<Row>, below limit: Int = .max
    ) throws(EvidenceError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes: [UInt8] = []
        for row in rows {
            let line: [UInt8]
            do {
                line = [UInt8](try encoder.encode(row))
            } catch {
                throw EvidenceError(
                    .corruptRecording, subject: name, reason: "It cannot be made: \(error).")
            }
            guard bytes.count + line.count < limit else { break }
            bytes += line
            bytes.append(10)
        }
        return bytes
    }

    /// What the rows of a recording's file stand for; throws for one that stands for nothing.
    @discardableResult func read<Value>(
        _ bytes: [UInt8], of folder: String, _ value: (Row) -> Value?
    ) throws(EvidenceError) -> [Value] {
        let lines = bytes.split(separator: 10)
        guard lines.count <= most else {
            throw EvidenceError(
                .corruptRecording, subject: folder, reason: "\(name) has too many rows.")
        }
        let decoder = JSONDecoder()
        var values: [Value] = []
        values.reserveCapacity(lines.count)
        for line in lines {
            var fault = "is not understood"
            do {
                let row = try decoder.decode(Row.self, from: Data(line))
                if let value = value(row) {
                    values.append(value)
                    continue
                }
            } catch {
                if let noun { fault = "is no \(noun): \(error)" }
            }
            throw EvidenceError(
                .corruptRecording, subject: folder,
                reason: "\(name), row \(values.count + 1), \(fault).")
        }
        return values
    }
}
