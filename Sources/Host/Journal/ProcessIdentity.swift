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

    private static func start(of process: Int32) -> UInt64? {
        let bytes: [UInt8]
        do throws(HostError) {
            bytes = try BoundedFile.bytes(of: "/proc/\(process)/stat", most: 4096)
        } catch {
            return nil
        }
        // Its name comes second, in parentheses, and may hold anything.
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?
            .split(separator: " ")
        return fields.flatMap { $0.count > 19 ? UInt64($0[19]) : nil }
    }
}
