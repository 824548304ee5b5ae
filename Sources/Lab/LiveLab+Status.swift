internal import Glibc

/// How a lab is: its parts, and whether each of them works.
public struct LabStatus: Sendable {
    /// What the lab consists of.
    public let manifest: Manifest
    /// The machines whose namespaces are gone or belong to somebody else.
    public let lost: [Node]
    /// The client's tunnels, the outermost first.
    public let tunnels: [Tunnel]

    /// Whether the lab is whole and each of its tunnels is up, unless it left that to others.
    public var isReady: Bool {
        manifest.state == .ready && lost.isEmpty
            && (manifest.tunnelFile != nil || tunnels.allSatisfy(\.isUp))
    }

    /// One tunnel of the client.
    public struct Tunnel: Sendable {
        /// Its interface.
        public let interface: String
        /// Whether it is up: WireGuard's has shaken hands, another's interface is there.
        public let isUp: Bool
        /// When WireGuard last shook hands, in seconds ago; nil if it never did, and for others.
        public let handshakeAge: Int?
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
        return LabStatus(
            manifest: manifest, lost: lost.map(\.name),
            tunnels: try tunnels(of: manifest, isWhole: lost.isEmpty))
    }

    private static func tunnels(
        of manifest: Manifest, isWhole: Bool
    ) throws(LabError) -> [LabStatus.Tunnel] {
        guard manifest.tunnel == .wireGuard else {
            let client = manifest.nodes.first { $0.name == .client }?.pid ?? 0
            let links = Files.text("/proc/\(client)/net/dev") ?? ""
            return manifest.tunnels.map { interface in
                LabStatus.Tunnel(
                    interface: interface, isUp: isWhole && links.contains(" \(interface):"),
                    handshakeAge: nil)
            }
        }
        var found: [String: Int] = [:]
        if isWhole { found = try ClientTunnel.handshakes(open(manifest.name, tool: "")) }
        let now = time(nil)
        return manifest.tunnels.map { interface in
            LabStatus.Tunnel(
                interface: interface, isUp: found[interface] != nil,
                handshakeAge: found[interface].map { max(0, now - $0) })
        }
    }
}
