public import Wire

/// What is set differently now.
public struct HostDifference: Hashable, Codable, Sendable {
    /// One difference.
    public struct Row: Hashable, Codable, Sendable {
        /// What happened.
        public enum Change: String, Codable, Sendable {
            /// It was not set before.
            case added
            /// It is not set any more.
            case removed
            /// All of this kind is there as before, in another order.
            case reordered
        }

        /// What happened.
        public let change: Change
        /// What kind of setting it is.
        public let kind: HostSetting.Kind
        /// The setting; empty for another order.
        public let text: OutsideText

        /// The difference as a short sentence for people.
        public var sentence: String {
            switch change {
            case .added: "\(kind.title) added: \(text.forPeople)."
            case .removed: "\(kind.title) removed: \(text.forPeople)."
            case .reordered: "\(kind.title): the order changed."
            }
        }
    }

    /// The differences by kind, what was removed before what was added.
    public let rows: [Row]

    /// Whether all settings are the same.
    public var isEmpty: Bool { rows.isEmpty }

    /// The differences as short sentences.
    public var sentences: [String] { rows.map(\.sentence) }

    /// Compares settings in the order in which `HostSnapshot.settings` has them.
    init(from old: [HostSetting], to new: [HostSetting]) {
        rows = HostSetting.Kind.allCases.flatMap { kind in
            let old = old.filter { $0.kind == kind }
            let new = new.filter { $0.kind == kind }
            if old == new { return [Row]() }
            let removed = HostDifference.surplus(of: old, over: new)
            let added = HostDifference.surplus(of: new, over: old)
            if removed.isEmpty, added.isEmpty {
                return [Row(change: .reordered, kind: kind, text: OutsideText(""))]
            }
            return removed.map { Row(change: .removed, kind: kind, text: $0.text) }
                + added.map { Row(change: .added, kind: kind, text: $0.text) }
        }
    }

    /// What one list has and the other has not, or less often.
    private static func surplus(
        of some: [HostSetting], over others: [HostSetting]
    ) -> [HostSetting] {
        var counts: [HostSetting: Int] = [:]
        for setting in others { counts[setting, default: 0] += 1 }
        return some.filter { setting in
            let left = counts[setting, default: 0]
            if left > 0 { counts[setting] = left - 1 }
            return left == 0
        }
    }
}

extension HostSnapshot {
    /// What is set differently here than in an earlier snapshot; sockets and learnt neighbours do
    /// not count.
    public func difference(from earlier: HostSnapshot) -> HostDifference {
        HostDifference(from: earlier.settings, to: settings)
    }
}

extension HostSetting.Kind {
    /// The word that a sentence begins with.
    fileprivate var title: String {
        switch self {
        case .link: "Interface"
        case .address: "Address"
        case .route: "Route"
        case .rule: "Rule"
        case .neighbour: "Neighbour"
        case .firewall: "Firewall"
        case .resolver: "Resolver"
        }
    }
}
