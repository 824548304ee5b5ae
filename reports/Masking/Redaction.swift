/// How much of a report is masked before it is written.
public enum Redaction: String, CaseIterable, Sendable {
    /// Nothing: for files that only their owner may read.
    case nothing = "none"
    /// The user's own addresses, MACs and names: what anybody may see then.
    case share
    /// The entry, the exit, nodes and whom the user named to be asked as well.
    case strict
}
