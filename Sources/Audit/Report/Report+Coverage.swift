public import Wire

extension Report {
    /// What the run was not able to see.
    public struct Coverage: Sendable {
        /// The holes; none is a statement, not a default.
        public let gaps: [Gap]

        /// Coverage with these holes.
        public init(gaps: [Gap]) { self.gaps = gaps }
    }

    /// A hole in what was seen.
    public struct Gap: Sendable {
        /// The reason code, such as `capture.truncated`.
        public let code: String
        /// One sentence, which may quote names from the capture.
        public let text: OutsideText
        /// Where it begins, in seconds; nil when it is not bound to a time.
        public let from: Double?
        /// Where it ends, in seconds.
        public let to: Double?
        /// The interface it concerns; nil for all.
        public let interface: OutsideText?

        /// A hole in what was seen.
        public init(
            code: String, text: OutsideText, from: Double? = nil, to: Double? = nil,
            interface: OutsideText? = nil
        ) {
            self.code = code
            self.text = text
            self.from = from
            self.to = to
            self.interface = interface
        }
    }
}
