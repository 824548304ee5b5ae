internal import Evidence
internal import Wire

/// A machine behind WireGuard, and a capture of it that a test may spoil.
struct Scene {
    /// What is seen outside: the tunnel's own frames, both ways.
    var outside: MadeCapture
    /// What is seen inside: a look-up, TCP and UDP.
    var inside = MadeCapture()
    /// Where its files are.
    let folder: TemporaryFolder

    /// The flags that fit it.
    static let outer = ["--outer", "203.0.113.10:51820,udp"]
    static let host = ["--host", "02:00:00:00:50:0c"]
    static let tunnel = ["--tunnel", "tun.pcap"]

    /// Frames that the tunnel sends and receives.
    static let sent = Specimen.sent.udp(
        Specimen.address, 41_000, Specimen.entry, 51_820, wireGuardData)
    static let received = Specimen.received.udp(
        Specimen.entry, 51_820, Specimen.address, 41_000, wireGuardData)

    /// A frame that goes to a server outside the tunnel, and the server's answer.
    static let stray = Specimen.sent.tcp(
        Specimen.address, 40_000, Specimen.server, 443, [], flags: 2)
    static let answer = Specimen.received.tcp(
        Specimen.server, 443, Specimen.address, 40_000, [], flags: 0x12)

    /// A query to a resolver outside the tunnel.
    static let query = Specimen.sent.udp(
        Specimen.address, 40_001, IPAddress(v4: 0xc0a8_3201), 53, lookUp)

    /// A query for the A record of www.example.com.
    static let lookUp: [UInt8] =
        [0x1f, 0x2e, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + [3] + Array("www".utf8) + [7]
        + Array("example".utf8) + [3] + Array("com".utf8) + [0, 0, 1, 0, 1]

    /// WireGuard transport data: type 4, a receiver, a counter, ciphertext in a multiple of 16.
    private static let wireGuardData: [UInt8] =
        [4, 0, 0, 0, 1, 2, 3, 4, 9, 0, 0, 0, 0, 0, 0, 0]
        + (0..<64).map { UInt8(truncatingIfNeeded: $0 &* 37 ^ 0x5a) }

    /// A sealed machine: twenty frames each way, and traffic of each required kind inside.
    init() throws {
        folder = try TemporaryFolder()
        outside = MadeCapture()
        for _ in 0..<20 {
            outside.add(Scene.sent)
            outside.add(Scene.received)
        }
        let packets = [
            Specimen.sent.udp(Specimen.inner, 40_000, IPAddress(v4: 0x0a40_0001), 53, Scene.lookUp),
            Specimen.sent.tcp(Specimen.inner, 40_000, Specimen.server, 443, []),
            Specimen.sent.udp(Specimen.inner, 40_000, Specimen.server, 4000, [1, 2, 3]),
        ]
        for packet in packets { inside.add(Array(packet.dropFirst(14))) }
    }

    /// A machine of which a few frames go astray.
    init(strays: Int) throws {
        try self.init()
        for _ in 0..<strays { outside.add(Scene.stray) }
    }

    /// Writes the capture and the one from inside the tunnel.
    func write(_ file: [UInt8]) throws {
        try folder.write(file, as: "eth0.pcap")
        try folder.write(inside.pcap(.raw), as: "tun.pcap")
    }

    /// Judges the capture, written as a pcap file of Ethernet unless a file is given.
    func analyze(
        _ file: [UInt8]? = nil, _ flags: [String] = Scene.outer + Scene.host,
        with tunnel: Bool = true
    ) throws -> Run {
        try write(file ?? outside.pcap())
        return try Run(
            ["analyze", "eth0.pcap", "-f", "json"] + flags + (tunnel ? Scene.tunnel : []),
            in: folder.root)
    }
}
