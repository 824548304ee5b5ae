#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What a lab consists of, as its file says; written before anything is made.
public struct Manifest: Codable, Sendable {
    /// How far a lab is.
    public enum State: String, Codable, Sendable {
        /// Something is being made, or was when its maker died.
        case building
        /// Every part was seen to work.
        case ready
    }

    /// The name of the format.
    public private(set) var format = "watertight-lab"
    /// The version of the format.
    public private(set) var formatVersion = "1.0"
    /// The lab's name.
    public let name: String
    /// How far it is.
    public internal(set) var state: State
    /// What carries the client's traffic.
    public let tunnel: TunnelKind
    /// How many WireGuard nodes the client's traffic passes.
    public let hops: Int
    /// The client's kill switch.
    public let killSwitch: String
    /// Whether the client has IPv6.
    public let hasIPv6: Bool
    /// Whether the home router advertises its IPv6 prefix.
    public let hasHomeIPv6: Bool
    /// Whether the client forwards packets of others.
    public let forwards: Bool
    /// The client's file of wg-quick, where its tunnel is not brought up.
    public let tunnelFile: String?
    /// The leak or look-alike that is switched on; nil for none.
    public let leak: String?
    /// The client's interface to its home network.
    public let underlay: String
    /// The station of that interface.
    public let station: String
    /// The client's tunnel interfaces, the outermost first.
    public let tunnels: [String]
    /// Where the tunnel's own packets go, as `watertight analyze --outer` takes it.
    public let outerFlows: [String]
    /// The client's resolver.
    public let resolver: String
    /// The machines.
    public internal(set) var nodes: [Machine]

    /// One machine of a lab.
    public struct Machine: Codable, Sendable {
        /// Its name.
        public let name: Node
        /// The process that holds its namespaces; nil before it was made.
        public internal(set) var pid: Int32?
        /// The name of its network namespace.
        public let namespace: String
        /// Its IPv4 address; the client's is known once it has a lease.
        public internal(set) var ipv4: String?
        /// Its IPv6 address; nil where it has none of its own.
        public let ipv6: String?
    }

    enum CodingKeys: String, CodingKey {
        case format
        case formatVersion = "format_version"
        case name, state, tunnel, hops
        case killSwitch = "kill_switch"
        case hasIPv6 = "ipv6"
        case hasHomeIPv6 = "home_ipv6"
        case forwards = "forwarding"
        case tunnelFile = "tunnel_file"
        case leak, underlay, station
        case tunnels = "tunnel_interfaces"
        case outerFlows = "outer_flows"
        case resolver, nodes
    }

    init(_ plan: Plan, _ design: Design, at site: Site) {
        name = plan.name
        state = .building
        tunnel = design.tunnel
        hops = design.hops.count
        killSwitch = design.killSwitch.rawValue
        hasIPv6 = design.hasIPv6
        hasHomeIPv6 = plan.hasHomeIPv6
        forwards = plan.forwards
        tunnelFile =
            plan.isConnected
            ? nil : site.file((design.hops.first?.interface ?? "wg0") + ".conf", of: .client)
        leak = plan.leak?.id
        underlay = Addresses.underlay
        station = Addresses.station
        tunnels = design.interfaces
        outerFlows = design.outerFlows
        resolver = design.resolver
        nodes = design.nodes.map { node in
            Machine(
                name: node, pid: nil, namespace: site.namespace(of: node), ipv4: node.ipv4,
                ipv6: node.ipv6)
        }
    }

    /// Reads the manifest of a lab; throws when there is no such lab.
    static func read(_ site: Site) throws(LabError) -> Manifest {
        guard let text = Files.text(site.manifest) else {
            throw LabError(
                .missing, "no lab is called \"\(site.lab)\"", "There is no \(site.manifest).")
        }
        do {
            return try JSONDecoder().decode(Manifest.self, from: Data(text.utf8))
        } catch {
            throw LabError(.state, "cannot understand \(site.manifest)", "\(error)")
        }
    }

    /// Writes it where `read` finds it.
    func write(_ site: Site) throws(LabError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text: String
        do {
            text = String(decoding: try encoder.encode(self), as: UTF8.self)
        } catch {
            throw LabError(.state, "cannot write \(site.manifest)", "\(error)")
        }
        try Files.write(text + "\n", to: site.manifest)
    }
}
