/// What a run was able to see.
public struct Coverage: Sendable {
    /// What it could not see.
    public var gaps: [Gap]
    /// Needs that whoever made the recording could not vouch for.
    public var withheld: Set<Need>

    /// Something that could not be seen.
    public struct Gap: Hashable, Sendable {
        /// The reason code that `explain` takes.
        public let code: String
        /// What was missed, in one sentence.
        public let text: String
        /// The need that it breaks; nil if it only limits what a finding can tell.
        public let breaks: Need?

        /// A gap from its parts.
        public init(code: String, text: String, breaks: Need?) {
            self.code = code
            self.text = text
            self.breaks = breaks
        }
    }

    /// Coverage from its parts.
    public init(gaps: [Gap] = [], withheld: Set<Need> = []) {
        self.gaps = gaps
        self.withheld = withheld
    }

    /// The first gap that breaks a need; nil if none does.
    public func gap(breaking need: Need) -> Gap? { gaps.first { $0.breaks == need } }
}
