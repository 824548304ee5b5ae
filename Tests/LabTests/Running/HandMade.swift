internal import Foundation
internal import Glibc
internal import Namespaces

/// A tunnel that no lab made: two namespaces joined by a cable, wg-quick at both ends, and a responder in
/// the server.
final class HandMade {
    /// The client's namespace, as `ip netns` knows it.
    let client: String
    /// The client's tunnel. Sockets of wireguard-go are shared by all namespaces, so it is ours alone.
    let tunnel: String
    /// The address of the server inside the tunnel, where the responder and the client's resolver are.
    static let server = "10.66.0.1"

    /// The client's file for wg-quick.
    var file: String { "\(folder)/\(client).conf" }
    /// The server's address at home, where it answers look-ups if the tunnel's entry is known by name.
    private static let router = "192.168.77.1"

    private let names: [String]
    private let folder: String
    /// The entry's name; nil if it is known by its address.
    private let entry: String?
    private var responder: Started?

    /// Makes both ends; without an `answering` server nobody is there. The client's tunnel is up unless it
    /// is left to the test. The server is known by the name of an `entry`, if it has one.
    init(_ letter: String, answering: Bool = true, isUp: Bool = true, entry: String? = nil) throws {
        self.entry = entry
        let own = "wt\(getpid())\(letter)"
        names = [own + "c", own + "s"]
        (client, tunnel) = (names[0], names[0])
        folder = FileManager.default.temporaryDirectory.appending(path: "hand-\(own)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        for name in names { try run("ip netns add \(name)") }
        try run("ip -n \(client) link add eth0 type veth peer name eth9 netns \(names[1])")
        for (name, link) in zip(names, ["eth0", "eth9"]) {
            try run("ip -n \(name) link set lo up")
            // No addresses that come by themselves, a moment later.
            try run("ip -n \(name) link set \(link) addrgenmode none up")
        }
        // A home network, which holds none of the addresses that nobody has and everybody may be asked for.
        try run("ip -n \(client) address add 192.168.77.2/24 dev eth0")
        try run("ip -n \(client) route add default via 192.168.77.1")
        try run("ip -n \(names[1]) address add 192.168.77.1/24 dev eth9")
        try run("ip -n \(names[1]) address add 198.51.100.10/32 dev lo")
        try configure()
        if answering {
            try run(in: names[1], "wg-quick up \(folder)/\(names[1]).conf")
            try answer()
        }
        if isUp { try run(in: client, "wg-quick up \(file)") }
    }

    deinit {
        do { try responder?.kill() } catch {}
        for (index, name) in names.enumerated() {
            // One that is not up cannot be taken down.
            do { try run(in: name, "wg-quick down \(folder)/\(names[index]).conf") } catch {}
            do { try run("ip netns del \(name)") } catch {}
        }
        for path in [folder, "/etc/netns/\(client)"] {
            do { try FileManager.default.removeItem(atPath: path) } catch {}
        }
        unsafe rmdir("/etc/netns")
    }

    /// Files for wg-quick, and a resolver behind the tunnel.
    private func configure() throws {
        let keys = try names.map { _ in try Tool.run(["wg", "genkey"]).filter { $0 != "\n" } }
        let others = try keys.map {
            try Tool.run(["wg", "pubkey"], input: $0).filter { $0 != "\n" }
        }
        let files = [
            """
            [Interface]
            PrivateKey = \(keys[0])
            Address = 10.66.0.2/24
            [Peer]
            PublicKey = \(others[1])
            Endpoint = \(entry ?? "198.51.100.10"):51820
            AllowedIPs = 0.0.0.0/0

            """,
            """
            [Interface]
            PrivateKey = \(keys[1])
            ListenPort = 51820
            Address = \(HandMade.server)/24
            [Peer]
            PublicKey = \(others[0])
            AllowedIPs = 10.66.0.2/32

            """,
        ]
        for (name, text) in zip(names, files) {
            try write(text, as: "\(folder)/\(name).conf")
        }
        let own = "/etc/netns/\(client)"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        try write(
            "nameserver \(entry == nil ? HandMade.server : HandMade.router)\n",
            as: own + "/resolv.conf")
    }

    /// Starts the responder, and waits until it is ready.
    private func answer() throws {
        let address = HandMade.server
        let configuration = """
            zone: leak.test
            key: \(folder)/responder.key
            listen:
              dns: ["\(address)", "\(HandMade.router)"]
              http: ["\(address)"]
              stun: ["\(address)"]
              canary_udp: ["\(address)"]
              canary_tcp: ["\(address)"]
            records:
              - {name: "@", type: NS, value: ns.leak.test}
              - {name: "*", type: A, value: "\(address)"}
              - {name: "vpn", type: A, value: "198.51.100.10"}
            """
        try write(configuration, as: "\(folder)/responder.yaml")
        let started = try Started(program: [
            "ip", "netns", "exec", names[1], Started.executable, "responder",
            "\(folder)/responder.yaml",
        ])
        responder = started
        try started.until { try started.said.contains("ready ") }
    }

    /// Lets nothing out of the client but the tunnel's own packets.
    func block() throws {
        let rules = """
            table inet killswitch {
                chain output {
                    type filter hook output priority filter; policy drop;
                    oifname { "lo", "\(tunnel)" } accept
                    oifname "eth0" ip daddr 198.51.100.10 udp dport 51820 meta mark 51820 accept
                    counter reject
                }
            }

            """
        _ = try Tool.run(["ip", "netns", "exec", client, "nft", "-f", "-"], input: rules)
    }

    /// Runs a program, given as words between blanks; throws if it fails.
    @discardableResult func run(_ words: String) throws -> String {
        try Tool.run(words.split(separator: " ").map(String.init))
    }

    /// The same in a namespace.
    @discardableResult func run(in name: String, _ words: String) throws -> String {
        try run("ip netns exec \(name) \(words)")
    }

    private func write(_ text: String, as path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }
}
