/// The name of a check, `area.slug`: a noun of the failing state, frozen once released.
public struct CheckID: Hashable, Sendable, Comparable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    /// The whole name, such as `dns.underlay-53`.
    public let name: String

    /// A name as written in a check's file or typed by a user.
    public init(_ name: String) { self.name = name }

    /// A name written in source.
    public init(stringLiteral name: String) { self.init(name) }

    /// The part before the dot, such as `dns`.
    public var area: Substring { name.prefix { $0 != "." } }

    /// The whole name.
    public var description: String { name }

    /// Orders by name.
    public static func < (left: CheckID, right: CheckID) -> Bool { left.name < right.name }
}
