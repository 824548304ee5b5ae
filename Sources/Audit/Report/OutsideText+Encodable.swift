public import Wire

extension OutsideText: Encodable {
    /// Writes the string itself; making it harmless is the task of each format's writer.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(raw)
    }
}
