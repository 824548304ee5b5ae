public import Wire

extension Report {
    /// Something by which the user or somebody of the run can be known, and whose it is.
    public struct Identifier: Hashable, Sendable {
        /// Whose it is, and what.
        public let kind: Kind
        /// The address, network or name, as text.
        public let value: OutsideText

        /// An identifier from its parts.
        public init(_ kind: Kind, _ value: String) {
            self.kind = kind
            self.value = OutsideText(value)
        }

        /// Most identifiers of a report: the addresses that a ledger lists, and as many others.
        public static let most = 2048

        /// What an identifier is.
        public enum Kind: String, CaseIterable, Sendable {
            /// An address of the machine, at an uplink or as others see it, or of its router.
            case ownAddress = "own_address"
            /// A public network that such an address lies in.
            case ownNetwork = "own_network"
            /// A MAC address of the machine or of its router.
            case ownStation = "own_mac"
            /// What the machine calls itself.
            case ownName = "own_name"
            /// A user of the machine.
            case ownUser = "own_user"
            /// Where the tunnel's own packets go.
            case entry
            /// Where the tunnel's traffic comes out.
            case exit
            /// A node of the tunnel by its name.
            case node
            /// Whom the user named to be asked.
            case named
        }
    }
}

extension Report.Identifier.Kind {
    /// Whether it is the user's own, and no part of what the report is about.
    public var isOwn: Bool {
        switch self {
        case .ownAddress, .ownNetwork, .ownStation, .ownName, .ownUser: true
        case .entry, .exit, .node, .named: false
        }
    }
}
