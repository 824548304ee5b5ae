internal import Glibc

/// A kill switch that is deleted and loaded again, in two steps, as a careless program does.
public struct Reload: Sendable {
    /// Time between two, in microseconds: many in the seconds of an audit.
    private static let pause: UInt32 = 50_000
    /// How many there are at most: an hour of them, so that nothing runs for ever.
    private static let most = 72_000

    /// The family and name of the table.
    private let table: [String]
    /// The file that makes it.
    private let file: String

    /// A reload from the family and name of a table and its file; nil for other words.
    public init?(arguments: [String]) {
        guard arguments.count == 3 else { return nil }
        table = Array(arguments.prefix(2))
        file = arguments[2]
    }

    /// Does it until it is ended, or for an hour.
    public func run() throws(LabError) {
        for _ in 0..<Reload.most {
            try Program(["nft", "delete", "table"] + table).start().succeed()
            try Program(["nft", "-f", file]).start().succeed()
            usleep(Reload.pause)
        }
    }
}
