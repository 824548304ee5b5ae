internal import Gather
public import Host

/// A lab that is up, as faults of its nodes need it; inside of a node it is the same as outside.
public struct FaultyLab: Sendable {
    /// What the lab consists of.
    public let manifest: Manifest
    private let folder: JournalFolder
    private let noting: [String]

    /// The lab of a name; throws when there is no such lab. Journals are below the one folder that every
    /// node sees, and `noting` are the words with which a program notes itself there (`FaultScene`).
    public init(
        _ name: String, journals folder: JournalFolder = .usual, noting: [String] = []
    ) throws(LabError) {
        manifest = try Manifest.read(try LiveLab.changeable(name))
        self.folder = folder
        self.noting = noting
    }

    /// A place among the nodes of a tunnel.
    enum Hops {
        case first, second, last
    }

    /// A node that the tunnel passes; throws where there is none of that place.
    func node(_ place: Hops) throws(GatherError) -> Node {
        let node =
            switch place {
            case .first: hops.first
            case .second: hops.dropFirst().first
            case .last: hops.last
            }
        guard let node else {
            throw GatherError(
                "drill.no_relay", "This tunnel has no relay: its entry is its last node.")
        }
        return node
    }

    /// The nodes that the tunnel passes, the entry first.
    private var hops: [Node] {
        switch manifest.tunnel {
        case .wireGuard: Hop.chain(manifest.hops).map(\.node)
        case .openVPN: [.entry]
        case .socks: [.exit]
        }
    }

    /// The files of wg-quick for the client's server and for its other one; nil where it has one alone.
    var serverFiles: [String]? {
        guard manifest.tunnel == .wireGuard, manifest.hops == 1,
            let interface = manifest.tunnels.first
        else { return nil }
        do throws(LabError) {
            let site = try Site(manifest.name)
            return ["", ClientTunnel.otherFolder + "/"].map {
                site.file("\($0)\(interface).conf", of: .client)
            }
        } catch {
            return nil
        }
    }

    /// Where the packets of the tunnel to the other server go, as `--outer` takes it; nil where there is none.
    public var otherOuterFlow: String? {
        serverFiles == nil ? nil : Node.relay.ipv4.map { "\($0):\(Hop.port),udp" }
    }

    /// The process that holds a node; throws if it is gone or is another's now.
    func holder(of node: Node) throws(GatherError) -> Int32 {
        guard let process = manifest.nodes.first(where: { $0.name == node })?.pid,
            Files.text("/proc/\(process)/cmdline") == "sleep\0infinity\0",
            FaultyLab.holds(process, node.ipv4)
        else {
            throw GatherError(
                "drill.no_node", "The lab \"\(manifest.name)\" has no \(node.rawValue) any more.")
        }
        return process
    }

    /// Whether the namespace of a process has an address, if there is one to look for: names of namespaces
    /// are not to be seen inside a node.
    private static func holds(_ process: Int32, _ address: String?) -> Bool {
        guard let address else { return true }
        return Files.text("/proc/\(process)/net/fib_trie")?.contains("|-- \(address)\n") ?? false
    }

    /// Where faults of a node happen.
    func scene(of node: Node) throws(GatherError) -> FaultScene {
        let name = "/proc/\(try holder(of: node))/ns"
        do throws(HostError) {
            return FaultScene(
                try Enclosure(name), named: nil, place: "/", folder: folder, noting: noting)
        } catch {
            throw GatherError("drill.no_node", "\(error.subject): \(error.reason)")
        }
    }
}
