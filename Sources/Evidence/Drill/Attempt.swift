internal import Glibc

/// One canary of a drill, as its sender logged it.
public struct Attempt: Hashable, Sendable {
    /// The index of its cell.
    public var cell: Int
    /// Its number within the cell, from 1, without a hole.
    public var number: Int
    /// When it was sent, in nanoseconds since the UNIX epoch.
    public var at: UInt64
    /// The port that it was sent from; 0 where nobody knows.
    public var localPort: UInt16
    /// What became of it.
    public var outcome: Outcome

    /// What the sender saw become of a canary.
    public enum Outcome: Hashable, Sendable {
        /// It was taken, and nobody answered.
        case sent
        /// It was answered, so many microseconds later, one at least.
        case answered(UInt32)
        /// It was refused, with this error number.
        case refused(Int32)
    }

    /// What an error number says of whoever refused.
    public enum Refusal: Sendable {
        /// A rule of the firewall.
        case rule
        /// There is no way there.
        case route
        /// Nobody: it was taken, and is not through yet.
        case none
        /// Somebody else.
        case other
    }

    /// Who refused it, by its error number.
    public var refusal: Refusal {
        guard case .refused(let number) = outcome else { return .none }
        return switch number {
        case EPERM, EACCES: .rule
        case ENETUNREACH, EHOSTUNREACH, ENODEV, EADDRNOTAVAIL, ENETDOWN: .route
        case EAGAIN, ETIMEDOUT: .none
        default: .other
        }
    }

    /// An attempt from its parts.
    public init(cell: Int, number: Int, at: UInt64, localPort: UInt16, outcome: Outcome) {
        self.cell = cell
        self.number = number
        self.at = at
        self.localPort = localPort
        self.outcome = outcome
    }
}
