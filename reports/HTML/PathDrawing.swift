internal import Audit
internal import Wire

/// The way of the traffic: through the tunnel, and beside it where something leaked.
struct PathDrawing {
    /// The parties whom a finding can name, in the order of the way.
    static let seerRoles = ["lan", "isp", "isp_resolver", "destination"]
    /// Most nodes of a tunnel that are drawn; more are drawn as one.
    private static let mostHops = 4

    let nodes: [Node]
    let resolver: Resolver?
    /// How long traffic left, in seconds; nil where that is not known.
    let exposure: Double?
    let destinationPackets: Int?

    /// A place on the way.
    struct Node {
        let role: String
        let title: String
        let detail: String?
        /// What it sees by the report, in at most two lines; empty where that is not told.
        let sees: [String]
        let isLeaking: Bool
        let isHop: Bool
    }

    /// The provider's resolver, which stands beside the way.
    struct Resolver {
        let names: Int?
    }

    /// Nil where the report tells of no party and no finding tells who saw it.
    init?(_ document: ReportDocument) {
        let seers = Set(document.leaks.flatMap(\.seenBy).map(\.raw))
        guard !document.parties.isEmpty || !seers.isEmpty else { return nil }
        let parties = document.parties
        func party(_ role: String) -> ReportDocument.Party? {
            parties.first { $0.role.raw == role }
        }
        func isLeaking(_ role: String) -> Bool { party(role)?.isLeaking ?? seers.contains(role) }
        func node(_ role: String, _ detail: String?, isHop: Bool = false) -> Node {
            let party = party(role)
            return Node(
                role: role, title: Self.label(of: role),
                detail: detail ?? (party?.node ?? party?.detail)?.forPeople,
                sees: party.map(Self.sees) ?? [], isLeaking: !isHop && isLeaking(role), isHop: isHop
            )
        }
        let hops = document.tunnel?.nodes ?? []
        let shown = hops.count > Self.mostHops ? [hops[0], hops[hops.count - 1]] : hops
        nodes =
            [
                Node(
                    role: "you", title: "You", detail: "this machine", sees: [], isLeaking: false,
                    isHop: false), node("lan", nil), node("isp", nil),
            ]
            + shown.map { hop in
                node(hop.role.raw, (hop.node ?? hop.address)?.forPeople, isHop: true)
            } + [node("destination", nil)]
        resolver =
            isLeaking("isp_resolver")
            ? Resolver(
                names: party("isp_resolver")?.names.names
                    ?? document.leaks.filter { $0.seenBy.contains { $0.raw == "isp_resolver" } }
                    .compactMap(\.names).max()) : nil
        exposure = document.summary.exposure
        destinationPackets = party("destination")?.address.packets
    }

    /// Whether something went beside the tunnel.
    var hasLeak: Bool { resolver != nil || nodes.contains(where: \.isLeaking) }

    /// The number of a party in the picture; nil where it is not on the way.
    func number(of role: OutsideText) -> Int? {
        nodes.firstIndex { $0.role == role.raw }.map { $0 + 1 }
    }

    /// The place where the way beside the tunnel ends: the last that could read it.
    var lastLeaking: Int {
        let last = nodes.lastIndex(where: \.isLeaking) ?? 0
        return resolver == nil ? last : max(last, 2)
    }

    /// What people call a party.
    static func label(of role: String) -> String {
        switch role {
        case "lan": "Local network"
        case "isp": "Provider"
        case "isp_resolver": "Provider’s resolver"
        case "tunnel_resolver": "Tunnel’s resolver"
        case "destination": "Destination"
        case "entry": "Entry"
        case "relay": "Relay"
        case "exit": "Exit"
        default: SVG.cut(HTMLPhrase.capital(OutsideText(role)), 16)
        }
    }

    /// `sees: you,` and `where, names`.
    private static func sees(_ party: ReportDocument.Party) -> [String] {
        let known = [
            (party.address, "you"), (party.destination, "where"), (party.names, "names"),
        ].filter { $0.0.state != .hidden }.map(\.1)
        guard let first = known.first else { return ["sees: timing", "only"] }
        guard known.count > 1 else { return ["sees: " + first] }
        return ["sees: " + first + ",", known.dropFirst().joined(separator: ", ")]
    }

    /// One sentence for those who do not see the picture.
    var description: String {
        let way = nodes.map { $0.title + ($0.detail.map { " \($0)" } ?? "") }
        let readers =
            nodes.filter(\.isLeaking).map(\.title)
            + (resolver == nil ? [] : [Self.label(of: "isp_resolver")])
        return "The way: " + way.joined(separator: ", ") + "."
            + (readers.isEmpty
                ? ""
                : " Outside the tunnel, these could read: " + readers.joined(separator: ", ") + ".")
    }

    var title: String { hasLeak ? "Path of your traffic, with the leak" : "Path of your traffic" }
}
