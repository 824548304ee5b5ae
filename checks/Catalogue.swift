public import Audit

/// The checks, in cause order.
public enum Catalogue {
    /// All of them.
    public static let checks: [Check] = []
}
