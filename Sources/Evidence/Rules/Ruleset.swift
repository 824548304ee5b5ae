/// What a machine's packet filter says of packets that leave the machine: the chains of nftables that such
/// packets pass, as far as they are understood.
///
/// Nothing is concluded here. What is not understood stands as that, so that nobody has to guess.
public struct Ruleset: Hashable, Sendable {
    /// The chains, those of one hook and priority in the order in which the kernel has them.
    public var chains: [Chain] = []
    /// What decides as well and could not be read, a few words each.
    public var unread: [String] = []

    /// A ruleset from its parts.
    public init(chains: [Chain] = [], unread: [String] = []) {
        self.chains = chains
        self.unread = unread
    }

    /// Most rules that are kept; a machine with ten containers has some hundred.
    public static let mostRules = 4096
    /// Most values of a match.
    public static let mostValues = 256
    /// Most bytes of a name or a value (NFT_NAME_MAXLEN).
    public static let longestName = 256

    /// A chain of rules.
    public struct Chain: Hashable, Codable, Sendable {
        /// The family of its table.
        public var family: Family
        /// The name of its table.
        public var table: String
        /// Its own name.
        public var name: String
        /// Where packets come to it by themselves; nil if other chains send them.
        public var place: Place?
        /// Its rules, in their order.
        public var rules: [Rule] = []

        /// A chain without rules.
        public init(_ name: String, in table: String, _ family: Family, at place: Place? = nil) {
            self.name = name
            self.table = table
            self.family = family
            self.place = place
        }
    }

    /// Which packets a table is for.
    public enum Family: String, Codable, Sendable {
        /// IPv4.
        case ip
        /// IPv6.
        case ip6
        /// Both.
        case inet
        /// All that pass a device.
        case netdev
    }

    /// Where packets come to a chain, and what becomes of those that no rule decides.
    public struct Place: Hashable, Codable, Sendable {
        /// What the chain is for.
        public var kind: Kind
        /// When they come to it.
        public var hook: Hook
        /// Chains of one hook are passed in this order, lowest first.
        public var priority: Int
        /// Whether what no rule decides is dropped.
        public var drops: Bool
        /// The device of a chain that is for one alone.
        public var device: String?

        /// A place from its parts.
        public init(
            _ kind: Kind = .filter, at hook: Hook, priority: Int = 0, drops: Bool = false,
            device: String? = nil
        ) {
            self.kind = kind
            self.hook = hook
            self.priority = priority
            self.drops = drops
            self.device = device
        }
    }

    /// What a chain is for.
    public enum Kind: String, Codable, Sendable {
        /// It accepts and drops.
        case filter
        /// It changes where packets go.
        case route
        /// It changes addresses, by the first packet of a flow.
        case nat
    }

    /// When packets come to a chain; those that only arrive are left out.
    public enum Hook: String, Codable, Sendable {
        /// Before it is known where they go: those that will be forwarded as well.
        case prerouting
        /// They are forwarded.
        case forward
        /// The machine itself sends them.
        case output
        /// They are about to leave.
        case postrouting
        /// A device sends them.
        case egress
    }

    /// A rule: all of its matches must hold.
    public struct Rule: Hashable, Codable, Sendable {
        /// The matches.
        public var matches: [Match]
        /// What becomes of a packet that matches.
        public var verdict: Verdict
        /// The chain that it goes to, where the verdict is that.
        public var target: String?
        /// Whether it gives the packet another mark.
        public var marks: Bool?

        /// A rule from its parts.
        public init(_ matches: [Match] = [], _ verdict: Verdict, target: String? = nil) {
            self.matches = matches
            self.verdict = verdict
            self.target = target
        }
    }

    /// What becomes of a packet that a rule matches.
    public enum Verdict: String, Codable, Sendable {
        /// This chain lets it pass; those behind it still decide.
        case accept
        /// It is dropped or rejected, for good.
        case drop
        /// Another chain decides, and the next rule if that does not.
        case jump
        /// Another chain decides.
        case goto
        /// The chain that sent it goes on.
        case `return`
        /// The next rule decides.
        case next
        /// It is not understood what becomes of it.
        case unknown
    }

    /// Something that a rule asks of a packet: whether one of some values holds.
    public struct Match: Hashable, Codable, Sendable {
        /// What it asks for.
        public var field: Field
        /// The values, as their field writes them: a number or `FIRST-LAST`, an address, a network or
        /// `FIRST-LAST`, or a name, which may end with `*`.
        public var values: [String]
        /// Whether none of them must hold.
        public var isNot: Bool?
        /// The bits that count; nil if all do.
        public var mask: UInt32?

        /// A match from its parts.
        public init(_ field: Field, _ values: [String], isNot: Bool = false, mask: UInt32? = nil) {
            self.field = field
            self.values = values
            self.isNot = isNot ? true : nil
            self.mask = mask
        }

        enum CodingKeys: String, CodingKey {
            case field, values, mask
            case isNot = "not"
        }
    }

    /// What a match asks for.
    public enum Field: String, Codable, Sendable {
        /// The name of the interface that it leaves by.
        case oif
        /// The name of the interface that it came by; empty for the machine's own.
        case iif
        /// What is known of its connection: `new`, `established`, `related`, `invalid`, `untracked`.
        case state
        /// Its mark.
        case mark
        /// Its source address.
        case source
        /// Its destination address.
        case destination
        /// Its source port.
        case sourcePort = "source_port"
        /// Its destination port.
        case port
        /// The number of its protocol above IP.
        case transport
        /// The version of IP, 4 or 6.
        case version
        /// The number of the user whose socket sent it.
        case user
        /// What its destination is to the machine: `local`, `unicast`, `broadcast`, `multicast`.
        case reach
        /// Something that is not understood.
        case unknown
    }
}

/// A ruleset, and when it was seen.
public struct RulesetSighting: Hashable, Sendable {
    /// When, in nanoseconds since the UNIX epoch.
    public var at: UInt64
    /// What was seen.
    public var ruleset: Ruleset

    /// A sighting from its parts.
    public init(at: UInt64, _ ruleset: Ruleset) {
        self.at = at
        self.ruleset = ruleset
    }

    /// Most sightings of a run: a drill of every fault has one for each.
    public static let most = 64
}
