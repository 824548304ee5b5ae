public import Wire

extension Report {
    /// What a machine's packet filter lets out by its rules, beside what was measured.
    public struct Rules: Sendable {
        /// What it lets out, most first.
        public let flaws: [Flaw]
        /// Whether every question could be answered by them.
        public let areUnderstood: Bool
        /// The chains that decide, in the order of the ruleset; of very many the first.
        public let chains: [RuleChain]
        /// Each kind of traffic of the drill.
        public let predictions: [Prediction]
    }

    /// Something that rules let out.
    public struct Flaw: Sendable {
        /// Its name, such as `established`.
        public let id: String
        /// What the rules do, as a sentence goes on behind "the rules".
        public let text: OutsideText
        /// Whether such a packet was seen to leave.
        public let isMeasured: Bool
    }

    /// A chain of rules that packets come to by themselves, read as if it stood alone.
    public struct RuleChain: Sendable {
        /// The family and the name of its table, and its own name.
        public let name: OutsideText
        /// When packets come to it, such as `output`.
        public let hook: String
        /// Whether what no rule decides is dropped.
        public let isDropping: Bool
        /// The traffic that it lets out and should not, a few words each.
        public let letsOut: [OutsideText]
        /// Whether every question could be answered by it.
        public let isUnderstood: Bool
    }

    /// What rules let expect of one kind of traffic, and what was measured.
    public struct Prediction: Sendable {
        /// What becomes of a packet by rules.
        public enum Fate: String, CaseIterable, Sendable {
            case leaves, held, unknown
        }

        /// Whether rules and measurement say the same.
        public enum Agreement: String, CaseIterable, Sendable {
            /// They do.
            case agrees
            /// By the rules it leaves, and none was seen to.
            case notSeen = "not_seen"
            /// It left when the rules had changed, or in another form, which they let out.
            case explained
            /// It left although rules hold it.
            case disagrees
            /// The rules are not understood.
            case unknown
        }

        /// The class of traffic: new, established, preconnect or dns.
        public let kind: String
        /// The version of IP, 4 or 6.
        public let version: Int
        /// Who sends it: root, user or forwarded.
        public let sender: String
        /// What the rules before the first fault let expect.
        public let expected: Fate
        /// How many packets left under all faults.
        public let leftCount: Int
        /// Whether the two agree.
        public let agreement: Agreement
    }
}
