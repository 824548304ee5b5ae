public import Audit
public import Testing

extension Check: CustomTestStringConvertible {
    /// Its id, since a whole check is too much to read.
    public var testDescription: String { id.name }
}
