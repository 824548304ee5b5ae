internal import Glibc

/// A process that no other one is taken for when its number is given away again.
public struct ProcessIdentity: Hashable, Codable, Sendable {
    /// Its number, in our own process namespace.
    public let process: Int32
    /// When it started, in clock ticks since the system did (proc(5), field 22 of `stat`). It stays the
    /// same when the process becomes another program.
    public let start: UInt64

    /// The process that has a number now; nil if there is none.
    public init?(of process: Int32) {
        guard process > 1, let start = ProcessIdentity.start(of: process) else { return nil }
        self.process = process
        self.start = start
    }

    /// Whether it is still there.
    public var isThere: Bool { ProcessIdentity.start(of: process) == start }

    /// The letter of what it does now (proc(5), field 3 of `stat`), such as `T` if it is stopped; nil if it
    /// is gone.
    var state: String? {
        guard isThere else { return nil }
        return ProcessIdentity.fields(of: process)?.first.map { String($0) }
    }

    private static func start(of process: Int32) -> UInt64? {
        fields(of: process).flatMap { $0.count > 19 ? UInt64($0[19]) : nil }
    }

    /// What stands in `stat` behind the name, from field 3 on.
    private static func fields(of process: Int32) -> [Substring]? {
        let bytes: [UInt8]
        do throws(HostError) {
            bytes = try BoundedFile.bytes(of: "/proc/\(process)/stat", most: 4096)
        } catch {
            return nil
        }
        // The name comes second, in parentheses, and may hold anything.
        return String(decoding: bytes, as: UTF8.self).split(separator: ")").last?
            .split(separator: " ")
    }
}
