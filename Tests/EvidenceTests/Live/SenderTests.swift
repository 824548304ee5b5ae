internal import Testing
internal import Wire

@testable internal import Evidence

/// Each stray frame of a live run is told as sent by whoever held its socket, and nobody is invented.
struct SenderTests {
    private typealias Frame = (
        interface: UInt16, hardware: UInt16, etherType: UInt16, content: [UInt8]
    )

    private static let own = Specimen.address
    private static let server = Specimen.server
    private static let resolver = IPAddress(v4: 0xc0a8_3201)
    private static let anywhere = IPAddress(v4: 0)

    /// A frame that left by eth0, or was seen at another interface.
    private static func frame(_ ethernet: [UInt8], at interface: UInt16 = 0) -> Frame {
        let etherType = UInt16(ethernet[12]) << 8 | UInt16(ethernet[13])
        return (interface, 1, etherType, Array(ethernet.dropFirst(14)))
    }

    private static func udp(
        _ port: UInt16, to remote: IPAddress = server, _ remotePort: UInt16 = 4000
    ) -> Frame {
        frame(
            Specimen.sent.udp(
                remote.isIPv4 ? own : Specimen.address6, port, remote, remotePort, [1, 2, 3]))
    }

    /// A look-up of a name of the Internet.
    private static func lookUp(_ port: UInt16) -> Frame {
        var writer = DNSWriter(id: port, flags: 0x0100)
        _ = writer.write(question: DNSWireName("www.example.org") ?? .root, type: 1)
        return frame(Specimen.sent.udp(own, port, resolver, 53, writer.bytes))
    }

    private static func packet(
        _ transport: UInt8, _ content: [UInt8], offset: UInt16 = 0, identification: UInt16 = 0
    ) -> Frame {
        frame(
            Specimen.sent.packet(
                own, server, transport, content, fragmentation: offset,
                identification: identification))
    }

    /// A socket that was there throughout, held by a program.
    private static func held(
        _ name: String, _ process: Int32, _ kind: SocketSighting.Kind = .udp,
        local: IPAddress = own, _ port: UInt16 = 0, to remote: IPAddress? = nil,
        _ remotePort: UInt16 = 0
    ) -> SocketSighting {
        var one = SocketSighting(
            kind, local: local, port: port, remote: remote, port: remotePort,
            at: LiveRecording.start)
        one.process = process
        one.name = OutsideText(name)
        return one
    }

    /// Who sent the stray frames of a run, in words; each of them is counted once.
    private func told(
        _ frames: [Frame], _ sockets: [SocketSighting], answers: [Answer] = [],
        received: Set<Int> = [], others: [String] = []
    ) throws -> [String] {
        var run = LiveRecording(frames: frames, received: received, others: others)
        run.answers = answers
        var tellings: [[String]] = []
        for order in [sockets, sockets.reversed()] {
            run.sockets = order.enumerated().map { index, one in
                var one = one
                one.number = index + 1
                return one
            }
            let recording = try run.recording()
            let strata = Set(recording.strays.map(\.index))
            let shares = try #require(recording.senders(of: strata))
            #expect(shares.reduce(0) { $0 + $1.packets } == recording.strayPackets)
            tellings.append(shares.map(words))
        }
        // The order of the rows changes nothing.
        #expect(tellings[0] == tellings[1])
        return tellings[0]
    }

    private func words(_ share: SenderShare) -> String {
        let sender = share.sender
        let role =
            switch sender.role {
            case .program: ""
            case .probe: "probes \(share.probes) "
            case .resolver: "resolver "
            case .client: "client "
            case .forwarded(let address): "from \(address) "
            }
        let who = [
            sender.name?.raw, sender.process.map { "\($0)" },
            sender.basis == .controlGroup ? sender.controlGroup?.raw : nil,
        ].compactMap { $0 }.joined(separator: " ")
        return "\(share.packets) \(role)\(sender.basis.rawValue)" + (who.isEmpty ? "" : " " + who)
    }

    @Test func withoutAWitnessNobodyIsTold() throws {
        let recording = try LiveRecording(frames: [Self.udp(40_000)]).recording()
        #expect(recording.strayPackets == 1)
        #expect(recording.senders(of: Set(recording.strays.map(\.index))) == nil)
    }

    private static let fitting: [SocketSighting] = [
        held("curl", 812, 40_000, to: server, 4000), held("curl", 812, 40_000),
        held("curl", 812, local: anywhere, 40_000), held("curl", 812, local: .unspecified, 40_000),
    ]

    private static func held(
        _ name: String, _ process: Int32, local: IPAddress = own, _ port: UInt16,
        to remote: IPAddress? = nil, _ remotePort: UInt16 = 0
    ) -> SocketSighting { held(name, process, .udp, local: local, port, to: remote, remotePort) }

    @Test(arguments: fitting) func aFrameIsOfWhoeverHeldItsSocket(socket: SocketSighting) throws {
        let frames = [Self.udp(40_000), Self.udp(40_000)]
        #expect(try told(frames, [socket]) == ["2 socket curl 812"])
    }

    private static let misfits: [SocketSighting] = [
        held("curl", 812, 40_001), held("curl", 812, 40_000, to: server, 4001),
        held("curl", 812, 40_000, to: resolver, 4000),
        held("curl", 812, .tcp, 40_000, to: server, 4000),
        held("curl", 812, local: resolver, 40_000),
    ]

    @Test(arguments: misfits) func aSocketThatDoesNotFitTellsNothing(
        socket: SocketSighting
    ) throws {
        #expect(try told([Self.udp(40_000)], [socket]) == ["1 unknown"])
    }

    @Test func aPortIsWhoseItWasAtThatTime() throws {
        let middle = LiveRecording.time(1) + 500_000
        var first = Self.held("curl", 812, 40_000)
        first.until = middle
        var second = Self.held("wget", 813, 40_000)
        (second.since, second.at) = (middle, middle)
        let frames = (0..<5).map { _ in Self.udp(40_000) }
        #expect(try told(frames, [first, second]) == ["3 socket wget 813", "2 socket curl 812"])
    }

    @Test func whatTwoProgramsMayHaveSentIsToldOfNeither() throws {
        let sockets = [Self.held("curl", 812, 40_000), Self.held("wget", 813, 40_000)]
        #expect(try told([Self.udp(40_000)], sockets) == ["1 unknown"])
        // A socket with that very other end is the better one.
        let better = sockets + [Self.held("ssh", 814, 40_000, to: Self.server, 4000)]
        #expect(try told([Self.udp(40_000)], better) == ["1 socket ssh 814"])
    }

    @Test func oneShotFlowsAreToldApartByTheirPorts() throws {
        let frames = [40_001, 40_002, 40_001, 40_003, 40_001].map { Self.lookUp($0) }
        let sockets = [
            Self.held("firefox", 5, 40_001, to: Self.resolver, 53),
            Self.held("curl", 812, 40_002, to: Self.resolver, 53),
        ]
        // They are one flow to the ledger.
        let recording = try LiveRecording(frames: frames).recording()
        #expect(recording.strays.map(\.flows) == [1])
        let told = try told(frames, sockets)
        #expect(told == ["3 socket firefox 5", "1 unknown", "1 socket curl 812"])
    }

    @Test func aShortLivedSocketIsGuessedWhereOnlyOneProgramSentThere() throws {
        let frames = [Self.udp(40_001), Self.udp(40_002)]
        var gone = SocketSighting(
            .udp, local: Self.own, port: 40_002, at: LiveRecording.time(1))
        gone.until = gone.at
        let connected = Self.held("curl", 812, 40_001, to: Self.server, 4000)
        #expect(
            try told(frames, [connected, gone]) == ["1 guess curl 812", "1 socket curl 812"])
        // What a socket without another end sent is learnt from its frames.
        let loose = Self.held("curl", 812, local: Self.anywhere, 40_001)
        #expect(try told(frames, [loose, gone]) == ["1 guess curl 812", "1 socket curl 812"])
        let other = Self.held("wget", 813, 50_000, to: Self.server, 4000)
        #expect(
            try told(frames, [loose, gone, other]) == ["1 unknown", "1 socket curl 812"])
    }

    @Test func aFixedPortIsAGuessAndARandomOneIsNone() throws {
        func late(_ port: UInt16) -> SocketSighting {
            var one = Self.held("ntpd", 7, local: Self.anywhere, port)
            (one.since, one.at) = (LiveRecording.time(9), LiveRecording.time(9))
            return one
        }
        #expect(try told([Self.udp(123)], [late(123)]) == ["1 guess ntpd 7"])
        #expect(try told([Self.udp(40_000)], [late(40_000)]) == ["1 unknown"])
    }

    @Test func aSocketThatNobodyIsSeenToHoldIsOfItsControlGroup() throws {
        var one = SocketSighting(.udp, local: Self.own, port: 40_000, at: LiveRecording.start)
        one.controlGroup = OutsideText("/system.slice/vpn.service")
        #expect(try told([Self.udp(40_000)], [one]) == ["1 cgroup /system.slice/vpn.service"])
        one.controlGroup = OutsideText("/")
        #expect(try told([Self.udp(40_000)], [one]) == ["1 unknown"])
    }

    private static func probe(
        _ kind: Answer.Kind, _ number: Int, from port: UInt16?, to remotePort: UInt16 = 4000
    ) -> Answer {
        var answer = Answer(
            kind, .routed, to: server, port: remotePort, at: LiveRecording.time(0), outcome: .sent)
        answer.number = number
        answer.local = own
        answer.localPort = port
        return answer
    }

    @Test func ourOwnProbesAreToldAsSuch() throws {
        var answers = [Self.probe(.udp, 3, from: 40_001), Self.probe(.udp, 17, from: 40_002)]
        // The ledger keeps flows of bound probes apart.
        answers[1].path = .interface("eth0")
        var ours = Self.held("watertight", 99, 40_001, to: Self.server, 4000)
        ours.isOurs = true
        let frames = [Self.udp(40_001), Self.udp(40_002), Self.udp(40_003), Self.udp(40_001)]
        let users = Self.held("watertight", 812, 40_003, to: Self.server, 4000)
        #expect(
            try told(frames, [ours, users], answers: answers)
                == ["3 probes [3, 17] socket 99", "1 socket watertight 812"])
        // A probe that is still to come is no excuse, nor is one whose port another program has.
        var later = answers[0]
        later.at = LiveRecording.time(9)
        #expect(try told([Self.udp(40_001)], [], answers: [later]) == ["1 unknown"])
        let taken = Self.held("curl", 812, 40_001, to: Self.server, 4000)
        #expect(
            try told([Self.udp(40_001)], [taken], answers: answers) == ["1 socket curl 812"])
        let tcp = [Self.probe(.tcp, 3, from: 40_001)]
        #expect(try told([Self.udp(40_001)], [], answers: tcp) == ["1 unknown"])
    }

    @Test func ourOwnSocketsAreNobodysGuess() throws {
        var ours = Self.held("watertight", 99, 40_001, to: Self.server, 4000)
        ours.isOurs = true
        #expect(try told([Self.udp(40_002)], [ours]) == ["1 unknown"])
    }

    private static func echo(_ type: UInt8, _ identifier: UInt16) -> Frame {
        packet(
            IPProtocol.icmp, [type, 0, 0, 0] + FrameBuilder.bytes(identifier) + [0, 1, 9, 9])
    }

    @Test func echoRequestsAreKnownByTheirIdentifier() throws {
        let frames = [Self.echo(8, 7), Self.echo(8, 8), Self.echo(8, 9), Self.echo(0, 7)]
        let sockets = [
            Self.held("ping", 4, .echo, local: Self.anywhere, 7),
            Self.held("fping", 5, .raw(IPProtocol.icmp), local: Self.anywhere),
        ]
        let answers = [Self.probe(.echo, 2, from: 9, to: 0)]
        // The answer to somebody else's request is the kernel's.
        #expect(
            try told(frames, sockets, answers: answers) == [
                "1 probes [2] socket", "1 unknown", "1 socket fping 5", "1 socket ping 4",
            ])
    }

    @Test func rawSocketsAreKnownByTheirProtocol() throws {
        let frames = [
            Self.packet(IPProtocol.sctp, [0, 0, 0, 0]), Self.packet(IPProtocol.gre, [0, 0, 8, 0]),
        ]
        let sctp = Self.held("sender", 4, .raw(IPProtocol.sctp), local: Self.anywhere)
        let any = Self.held("scapy", 5, .raw(255), local: Self.anywhere)
        #expect(try told(frames, [sctp]) == ["1 unknown", "1 socket sender 4"])
        #expect(try told(frames, [sctp, any]) == ["1 guess scapy 5", "1 socket sender 4"])
    }

    @Test func fragmentsAreOfWhoeverSentTheFirst() throws {
        let first = [UInt16(40_000), 4000, 3000, 0].flatMap(FrameBuilder.bytes)
        let frames = [
            Self.packet(IPProtocol.udp, first, offset: 0x2000, identification: 5),
            Self.packet(IPProtocol.udp, first, offset: 0x0001, identification: 5),
            Self.packet(IPProtocol.udp, first, offset: 0x0001, identification: 6),
        ]
        let socket = Self.held("curl", 812, local: Self.anywhere, 40_000)
        #expect(try told(frames, [socket]) == ["2 socket curl 812", "1 unknown"])
    }

    @Test func whatCameInAndLeavesAgainIsForwarded() throws {
        let inner = IPAddress(v4: 0xac1e_0002)
        let content = [UInt16(40_000), 4000, 8, 0].flatMap(FrameBuilder.bytes)
        func passing(_ from: IPAddress, _ mark: UInt16, at interface: UInt16) -> Frame {
            Self.frame(
                Specimen.sent.packet(
                    from, Self.server, IPProtocol.udp, content, identification: mark),
                at: interface)
        }
        let frames = [
            passing(inner, 7, at: 2), passing(Self.own, 7, at: 0), passing(Self.own, 7, at: 0),
            passing(Self.own, 8, at: 0),
        ]
        // A local program on the same port, which sent the two that did not come in.
        let socket = Self.held("curl", 812, local: Self.anywhere, 40_000)
        let told = { answers in
            try self.told(frames, [socket], answers: answers, received: [0], others: ["veth0"])
        }
        #expect(try told([]) == ["2 socket curl 812", "1 from 172.30.0.2 unknown"])
        var probe = Self.probe(.udp, 5, from: 40_000)
        probe.local = inner
        #expect(try told([probe]) == ["2 socket curl 812", "1 probes [5] socket"])
    }

    @Test(arguments: [0, 100]) func whatWaitsForItsRouterIsForwarded(between: Int) throws {
        let inner = IPAddress(v4: 0xac1e_0002)
        func passing(
            _ from: IPAddress, _ port: UInt16, _ mark: UInt16 = 7, at interface: UInt16
        ) -> Frame {
            let content = [port, 4000, 8, 0].flatMap(FrameBuilder.bytes)
            return Self.frame(
                Specimen.sent.packet(
                    from, Self.server, IPProtocol.udp, content, identification: mark),
                at: interface)
        }
        // What else comes in meanwhile, a millisecond each.
        let others = (0..<between).map { passing(inner, 40_000, UInt16(1000 + $0), at: 2) }
        for port: UInt16 in [40_000, 40_001] {
            let frames = [passing(inner, 40_000, at: 2)] + others + [passing(Self.own, port, at: 0)]
            let told = try self.told(
                frames, [Self.held("curl", 812, local: Self.anywhere, port)],
                received: Set(0...between), others: ["veth0"])
            // Behind another port it is known for a moment only.
            let isForwarded = port == 40_000 || between == 0
            #expect(
                told == [isForwarded ? "1 from 172.30.0.2 unknown" : "1 socket curl 812"])
        }
    }

    @Test(arguments: [true, false])
    func behindAnotherPortWhatHasNoNumberIsKnownByWhatItCarries(isIPv4: Bool) throws {
        let inner = isIPv4 ? IPAddress(v4: 0xac1e_0002) : try #require(IPAddress("2001:db8:1e::2"))
        let own = isIPv4 ? Self.own : Specimen.address6
        let server = isIPv4 ? Self.server : try #require(IPAddress("2001:db8:113::80"))
        func passing(
            _ from: IPAddress, _ port: UInt16, _ content: [UInt8], at interface: UInt16
        ) -> Frame {
            Self.frame(Specimen.sent.udp(from, port, server, 4000, content), at: interface)
        }
        let frames = [
            passing(inner, 40_000, [1, 2, 3], at: 2), passing(own, 40_001, [1, 2, 4], at: 0),
            passing(own, 40_002, [1, 2, 3], at: 0),
            // Nothing tells these two apart.
            passing(inner, 40_000, [], at: 2), passing(own, 40_001, [], at: 0),
        ]
        let socket = Self.held("curl", 812, local: own, 40_001)
        let told = try self.told(
            frames, [socket], received: [0, 3], others: ["veth0"])
        #expect(told == ["2 socket curl 812", "1 from \(inner) unknown"])
    }

    @Test func whatANATRewritesInsideAnErrorDoesNotHideThatItIsForwarded() throws {
        let inner = IPAddress(v4: 0xac1e_0002)
        // The last bytes quote the port of the packet that was answered.
        func passing(_ from: IPAddress, quoting port: UInt8, at interface: UInt16) -> Frame {
            Self.frame(
                Specimen.sent.packet(
                    from, Self.server, IPProtocol.icmp, [3, 3, 0, 0, 0, 0, 0, 0, 0x45, port],
                    identification: 0), at: interface)
        }
        let told = try self.told(
            [passing(inner, quoting: 1, at: 2), passing(Self.own, quoting: 2, at: 0)], [],
            received: [0], others: ["veth0"])
        #expect(told == ["1 from 172.30.0.2 unknown"])
    }

    @Test func aResolverIsNotBlamedForItsClients() throws {
        let local = IPAddress(v4: 0x7f00_0001)
        var gone = Self.held("wget", 814, local: local, 50_001, to: local, 53)
        gone.until = LiveRecording.start + 1
        let sockets = [
            Self.held("my-stub", 53, local: local, 53), Self.held("my-stub", 53, 40_000),
            Self.held("curl", 812, local: local, 50_000, to: local, 53), gone,
            Self.held("other", 815, local: local, 50_002, to: Self.resolver, 53),
        ]
        #expect(
            try told([Self.lookUp(40_000)], sockets)
                == ["1 resolver socket my-stub 53", "0 client guess curl 812"])
        // What it sends for itself is its own, and a name alone makes no client.
        #expect(try told([Self.udp(40_000)], sockets) == ["1 socket my-stub 53"])
        let named = [Self.held("systemd-resolve", 9, 40_000), sockets[2]]
        #expect(
            try told([Self.lookUp(40_000)], named) == ["1 resolver socket systemd-resolve 9"])
        let plain = [Self.held("firefox", 9, 40_000), sockets[2]]
        #expect(try told([Self.lookUp(40_000)], plain) == ["1 socket firefox 9"])
    }
}
