internal import Glibc

/// How a lab is: its parts, and whether each of them works.
public struct LabStatus: Sendable {
    /// What the lab consists of.
    public let manifest: Manifest
    /// The machines whose namespaces are gone or belong to somebody else.
    public let lost: [Node]
    /// When each tunnel last shook hands, in seconds ago; nil for one that never did.
    public let handshakes: [(interface: String, age: Int?)]

    /// Whether the lab is whole and each of its tunnels has shaken hands.
    public var isReady: Bool {
        manifest.state == .ready && lost.isEmpty && handshakes.allSatisfy { $0.age != nil }
    }
}

extension LiveLab {
    /// Looks at a lab.
    public static func status(_ name: String) throws(LabError) -> LabStatus {
        let site = try changeable(name)
        let manifest = try Manifest.read(site)
        let lost = manifest.nodes.filter { machine in
            let held = machine.pid.flatMap { Namespace(path: "/proc/\($0)/ns/net") }
            return held == nil || held != Namespace(path: site.pin(of: machine.name))
        }
        var found: [String: Int] = [:]
        if lost.isEmpty {
            found = try ClientTunnel.handshakes(open(name, tool: ""))
        }
        let now = time(nil)
        return LabStatus(
            manifest: manifest, lost: lost.map(\.name),
            handshakes: manifest.tunnels.map { interface in
                (interface, found[interface].map { max(0, now - $0) })
            })
    }
}
