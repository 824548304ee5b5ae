public import Wire

/// One thing that somebody has set on the machine, as a line of text: the same setting is always the
/// same line.
///
/// Interfaces stand with their names, since a number changes when one is made anew.
public struct HostSetting: Hashable, Codable, Sendable {
    /// What is set.
    public enum Kind: String, CaseIterable, Codable, Sendable {
        /// An interface.
        case link
        /// An address of ours.
        case address
        /// A route.
        case route
        /// A routing rule.
        case rule
        /// A neighbour that somebody wrote down.
        case neighbour
        /// A line of the nftables ruleset.
        case firewall
        /// A line about resolvers.
        case resolver

        /// Whether the place among others means something.
        var isOrdered: Bool { self == .rule || self == .firewall || self == .resolver }
    }

    /// What is set.
    public let kind: Kind
    /// The setting in words of `ip` and `nft`.
    public let text: OutsideText
}

extension HostSnapshot {
    /// What is set on the machine, in one order. Left out is what changes by itself: sockets,
    /// neighbours that were learnt, and numbers that the kernel gives.
    public var settings: [HostSetting] {
        let names = Dictionary(links.map { ($0.index, $0.name.raw) }) { first, _ in first }
        let writer = SettingWriter(names: names)
        var all: [(HostSetting.Kind, [String])] = [
            (.link, links.map(writer.text)),
            (.address, addresses.map(writer.text)),
            (.route, routes.map(writer.text)),
            (.rule, rules.map(writer.text)),
            (.neighbour, neighbours.filter(\.isPermanent).map(writer.text)),
        ]
        switch firewall {
        case .known(let firewall): all.append((.firewall, firewall.rows.map(\.raw)))
        case .unknown(let reason): all.append((.firewall, ["unknown: \(reason.raw)"]))
        }
        switch resolver {
        case .known(let resolver): all.append((.resolver, writer.lines(resolver)))
        case .unknown(let reason): all.append((.resolver, ["unknown: \(reason.raw)"]))
        }
        return all.flatMap { kind, texts in
            (kind.isOrdered ? texts : texts.sorted()).map {
                HostSetting(kind: kind, text: OutsideText($0))
            }
        }
    }
}
