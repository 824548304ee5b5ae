internal import Foundation
internal import Host
internal import Namespaces

/// A machine with a tunnel of wireguard-go, in namespaces of its own that are gone with the value.
final class FaultGround {
    /// The tunnel's interface, and the one to the outside.
    static let tunnel = "wgt0"
    static let uplink = "eth0"

    let enclosure: Enclosure
    let journals: JournalFolder
    private let holder: Int32
    private let folder: URL

    /// Why there can be none; nil if there can.
    static let hindrance: String? = {
        guard TestNetwork.isPossible else { return "there are no network namespaces" }
        let missing = ["wireguard-go", "wg", "nft"].filter { name in
            !["/usr/bin/", "/usr/sbin/"].contains {
                FileManager.default.isExecutableFile(atPath: $0 + name)
            }
        }
        return missing.isEmpty ? nil : "make install brings \(missing.joined(separator: ", "))"
    }()

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "watertight-faults-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        journals = JournalFolder(folder.path + "/run/journal")
        let mark = folder.path + "/ready"
        holder = try Tool.start([
            "unshare", "--net", "--mount", "sh", "-c",
            "mount -t tmpfs none /run && touch \(mark) && exec sleep 600",
        ])
        for _ in 0..<20_000 where !FileManager.default.fileExists(atPath: mark) { usleep(1000) }
        enclosure = try Enclosure("\(holder)")
        try build()
    }

    deinit {
        // Whatever runs inside, such as the client that went to the background.
        func network(_ name: String) -> String? {
            BoundedFile.target(ofLink: "/proc/\(name)/ns/net")
        }
        if let own = network("\(holder)"), own != network("self") {
            do {
                for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
                    guard let process = Int32(name), process != holder, network(name) == own else {
                        continue
                    }
                    kill(process, SIGKILL)
                }
            } catch {}
        }
        Tool.end(holder)
        do { try FileManager.default.removeItem(at: folder) } catch {}
    }

    /// A scene, whose journal is left behind when it goes.
    func scene() -> FaultScene {
        FaultScene(enclosure, named: nil, place: "/", folder: journals)
    }

    /// Journals that are there.
    var leftovers: [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: journals.path) } catch {
            return []
        }
    }

    /// Undoes what is left. A child that another test just starts has a copy of the journal's lock for a
    /// moment.
    func undoLeftovers() throws -> [Undone] {
        for _ in 0..<1000 {
            let undone = try Journal.undoLeftovers(in: journals)
            if !undone.isEmpty || leftovers.isEmpty { return undone }
            usleep(5000)
        }
        return []
    }

    /// What a program inside prints.
    @discardableResult
    func run(_ words: String, input: String = "") throws -> String {
        let arguments = words.split(separator: " ").map(String.init)
        return try enclosure.run { Result { try Tool.run(arguments, input: input) } }.get()
    }

    /// Starts a program inside that goes on; whoever starts it ends it.
    func start(_ arguments: [String]) throws -> Int32 {
        try enclosure.run { Result { try Tool.start(arguments) } }.get()
    }

    private func build() throws {
        let key = try Tool.run(["wg", "genkey"])
        let peer = try Tool.run(["wg", "pubkey"], input: try Tool.run(["wg", "genkey"]))
        let tunnel = FaultGround.tunnel
        let configuration = """
            [Interface]
            PrivateKey = \(key)
            ListenPort = 40123
            FwMark = 51820
            [Peer]
            PublicKey = \(peer)
            Endpoint = 192.0.2.1:51820
            AllowedIPs = 0.0.0.0/0, ::/0
            PersistentKeepalive = 1
            """
        for line in """
        sysctl -q -w net.ipv6.conf.default.accept_dad=0
        ip link set lo up
        ip link add eth0 type veth peer name eth1
        ip addr add 192.0.2.2/24 dev eth0
        ip addr add 192.0.2.9/24 dev eth0
        ip addr add 2001:db8:50::2/64 dev eth0
        ip link set eth1 up
        ip link set eth0 up
        ip route add default via 192.0.2.1 proto dhcp
        ip route add default via 2001:db8:50::1
        ip neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 nud permanent dev eth0
        wireguard-go \(tunnel)
        """.split(separator: "\n") { try run(String(line)) }
        try run("wg setconf \(tunnel) /dev/stdin", input: configuration)
        for line in """
        ip link set \(tunnel) mtu 1380 group 7 alias outward txqueuelen 321
        ip addr add 10.64.0.2/32 dev \(tunnel)
        ip addr add 10.64.0.3/24 dev \(tunnel)
        ip addr add 2001:db8:64::2/128 dev \(tunnel)
        ip addr add 2001:db8:64::3/128 dev \(tunnel)
        sysctl -q -w net.ipv4.conf.\(tunnel).rp_filter=2
        ip link set \(tunnel) up
        ip route add default dev \(tunnel) table 51820
        ip route add 198.51.100.0/24 via 10.64.0.1 dev \(tunnel) metric 7
        ip -6 route add default dev \(tunnel) table 51820
        ip rule add not fwmark 51820 table 51820
        ip -6 rule add not fwmark 51820 table 51820
        """.split(separator: "\n") { try run(String(line)) }
        let rules = """
            table inet killswitch {
                chain output {
                    type filter hook output priority filter; policy accept;
                    oif "\(tunnel)" accept
                    ip daddr 203.0.113.7 counter packets 5 bytes 300 reject
                }
            }
            """
        try run("nft -f -", input: rules)
        // The kernel makes up an address for a new link, a moment later.
        for link in [tunnel, FaultGround.uplink] {
            let words = "ip -6 addr show dev \(link) scope link"
            for _ in 0..<1000 where try !run(words).contains("fe80") { usleep(5000) }
        }
    }

    /// All that a fault may change, as the system's own programs print it.
    func truth() throws -> [String: String] {
        var texts: [String: String] = [:]
        for words in [
            "ip -d link", "ip -d addr", "ip -d route show table all",
            "ip -6 -d route show table all", "ip neigh show nud permanent", "ip rule", "ip -6 rule",
            "nft list ruleset",
            "wg showconf \(FaultGround.tunnel)", "cat /etc/resolv.conf",
        ] { texts[words] = try run(words) }
        texts["settings"] = try enclosure.run {
            Result {
                // Some of them cannot be read, and a program that met one ends with 2.
                try Tool.run([
                    "sh", "-c",
                    "cd /proc/sys/net; grep -rs '' ipv4/conf ipv6/conf ipv4/neigh ipv6/neigh; true",
                ])
            }
        }.get()
        return texts
    }
}
