public import Evidence
public import Wire

/// What is asked in a run, and in which order: first through the tunnel, then past it.
///
/// Each kind of traffic that a check judges is sent through the tunnel once at least, so that its
/// absence outside means something. What goes past the tunnel goes to the same targets, which are
/// those that the user named, or addresses for documentation.
public struct Scenario: Sendable {
    /// Who answers, or at least is asked.
    public var targets: [IPAddress]
    /// The system's resolvers.
    public var resolvers: [IPAddress]
    /// The zone below which names are asked for.
    public var zone: String
    /// The underlays that the tunnel must be passed by.
    public var uplinks: [Uplink]
    /// Names of the tunnel's interfaces.
    public var tunnels: [String]
    /// What marks everything that this run sends.
    public var run: RunLabel
    /// Whether the user named the targets, so that somebody answers.
    public var areNamed = false
    /// The outside of the tunnel: other programs must not reach it in clear.
    public var outer: [OuterFlow]
    /// The firewall mark of the tunnel's own packets; nil where none is known.
    public var outerMark: UInt32?
    /// The proxy that stands for the tunnel; nil where there is a tunnel.
    public var proxy: Proxy?
    /// Whether systemd-resolved serves the machine, so that it is asked.
    public var asksResolved = false
    /// The domains of underlays, as systemd-resolved has them.
    public var searches: [String] = []
    /// The tunnel's inner addresses.
    public var inner: [IPAddress] = []

    /// An underlay with its addresses.
    public struct Uplink: Sendable {
        /// Its name.
        public var name: String
        /// Its addresses that are not local to the link.
        public var addresses: [IPAddress]
        /// Its routers, where the policy allows the local network, so that they may be asked.
        public var routers: [IPAddress]

        /// An uplink from its parts.
        public init(name: String, addresses: [IPAddress] = [], routers: [IPAddress] = []) {
            self.name = name
            self.addresses = addresses
            self.routers = routers
        }
    }

    /// The user that nobody is (Debian Policy, 9.2.2), who sends what needs no privilege.
    public static let nobody: UInt32 = 65_534

    /// A scenario from its parts.
    public init(
        targets: [IPAddress], resolvers: [IPAddress], zone: String, uplinks: [Uplink],
        tunnels: [String], run: RunLabel, outer: [OuterFlow] = [], outerMark: UInt32? = nil
    ) {
        self.outer = outer
        self.outerMark = outerMark
        self.targets = targets
        self.resolvers = resolvers
        self.zone = zone
        self.uplinks = uplinks
        self.tunnels = tunnels
        self.run = run
    }

    /// Where the tunnel's encryption is judged by: as many packets as its check asks for, and some.
    private static let bulk = 120
    /// Bytes of a stream that takes several segments of any interface.
    private static let large = 6000
    /// Ports of the responder: canaries over UDP and TCP.
    private static let canaryPorts: (udp: UInt16, tcp: UInt16) = (4000, 4001)

    /// The questions that go where the routes lead.
    public var through: [Question] { naming(routed) }

    /// The same questions with the names of the endpoints, where the user named them.
    private func naming(_ questions: [Question]) -> [Question] {
        guard areNamed else { return questions }
        return questions.map { question in
            var question = question
            if targets.contains(question.remote) {
                question.endpoint = question.remote.description
            }
            return question
        }
    }

    private var routed: [Question] {
        var questions: [Question] = []
        for target in targets {
            questions += conversation(with: target, .routed)
            questions += canaries(to: target, .routed, user: Scenario.nobody)
            questions += rarities(for: target)
        }
        for resolver in resolvers { questions += lookUps(at: resolver) }
        if asksResolved { questions += ofResolved }
        for tunnel in tunnels {
            // Multicast DNS for a name that nobody has, on the tunnel's own interface.
            let nobody = Question.Content.lookUp(
                name("nobody", in: "local"), type: 1, overTCP: false)
            questions.append(
                Question(
                    nobody, to: IPAddress(v4: 0xe000_00fb), port: 5353, path: .interface(tunnel)))
        }
        if let target = targets.first { questions += bulk(to: target) }
        for target in targets {
            // More than one segment holds, so that full-size ones travel.
            questions.append(
                Question(
                    .stream(noise(Scenario.large), mark: "large"), to: target,
                    port: Scenario.canaryPorts.tcp))
        }
        return questions + outer.flatMap(atEntry) + proxied
    }

    /// What programs ask that use the proxy: a page of each target, by a name that is new.
    private var proxied: [Question] {
        guard let proxy else { return [] }
        return targets.map { target in
            Question(
                .page(name("c6.\(run)", in: zone), by: proxy), to: target, port: 80,
                path: .proxy(proxy.address, proxy.port))
        }
    }

    /// The questions that try to leave by an underlay, whatever the routes say.
    public var past: [Question] {
        let bound = uplinks.flatMap { uplink in
            targets.flatMap { self.bound($0, uplink) }
                + uplink.routers.flatMap { neighbourly($0, .interface(uplink.name)) }
        }
        guard let outerMark else { return bound }
        return bound + targets.flatMap { canaries(to: $0, .marked(outerMark)) }
    }

    /// The questions to a target that are bound to an uplink or to its addresses; canaries also those of
    /// an ordinary user, whom rules may treat in another way than root.
    private func bound(_ target: IPAddress, _ uplink: Uplink) -> [Question] {
        let addresses = uplink.addresses.filter { $0.isIPv4 == target.isIPv4 }
        let paths = [.interface(uplink.name)] + addresses.map { Answer.Path.address($0) }
        var questions = conversation(with: target, .interface(uplink.name))
        questions += addresses.flatMap { canaries(to: target, .address($0)) }
        questions += paths.flatMap { canaries(to: target, $0, user: Scenario.nobody) }
        return questions
    }

    /// The questions that a container would ask, and this machine forwards.
    public var forwarded: [Question] {
        targets.flatMap { target in
            canaries(to: target, .forwarded)
                + [Question(.echo, to: target, path: .forwarded)]
        }
    }

    /// What any program may try with the entry itself: its very port, and others.
    private func atEntry(_ flow: OuterFlow) -> [Question] {
        let entry = flow.prefix.address
        // A flow to many addresses has no single entry.
        guard flow.prefix == IPPrefix(host: entry) else { return [] }
        var questions = [
            Question(canary("e", overUDP: true), to: entry, port: 4000, user: Scenario.nobody),
            Question(canary("f", overUDP: false), to: entry, port: 443, user: Scenario.nobody),
        ]
        if let port = flow.port, flow.transport != IPProtocol.tcp {
            questions.append(
                Question(canary("g", overUDP: true), to: entry, port: port, user: Scenario.nobody))
        }
        return questions
    }

    /// The questions that are asked when all others were: of each target that the user named, and of each
    /// resolver that is not this machine itself. Their answers show that the tunnel lived to the end.
    public var closing: [Question] {
        // What goes beside a proxy tells nothing of it.
        guard proxy == nil else { return naming(proxied) }
        let canaries = (areNamed ? targets : []).flatMap { responder in
            [
                Question(
                    canary("z", overUDP: true), to: responder, port: Scenario.canaryPorts.udp),
                Question(.binding, to: responder, port: 3478),
            ]
        }
        let lookUp = Question.Content.lookUp(
            name("c9.\(run)", in: zone), type: 1, overTCP: false)
        return naming(canaries)
            + resolvers.filter { !$0.isLoopback }.map { Question(lookUp, to: $0, port: 53) }
    }

    /// What programs do every day: datagrams, connections, STUN, an echo.
    private func conversation(with target: IPAddress, _ path: Answer.Path) -> [Question] {
        canaries(to: target, path) + [
            Question(.binding, to: target, port: 3478, path: path),
            Question(.echo, to: target, path: path),
        ]
    }

    private func canaries(
        to target: IPAddress, _ path: Answer.Path, user: UInt32 = 0
    ) -> [Question] {
        [
            Question(
                canary("u", overUDP: true), to: target, port: Scenario.canaryPorts.udp, path: path,
                user: user),
            Question(
                canary("t", overUDP: false), to: target, port: Scenario.canaryPorts.tcp, path: path,
                user: user),
        ]
    }

    /// What a neighbour is asked where the local network is allowed: a ping shows that it is, look-ups
    /// must be held back, and the rest is what such an exemption is for.
    private func neighbourly(_ router: IPAddress, _ path: Answer.Path) -> [Question] {
        let search = """
            M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r
            ST: upnp:rootdevice\r\n\r\n
            """
        return [
            Question(.echo, to: router, path: path),
            Question(
                .lookUp(name("c4.\(run)", in: zone), type: DNSType.a, overTCP: false), to: router,
                port: 53, path: path),
            Question(
                .lookUp(name("c5.\(run)", in: zone), type: DNSType.a, overTCP: true), to: router,
                port: 53, path: path),
            Question(.stream([], mark: "router"), to: router, port: 80, path: path),
            Question(
                .datagram(Array(search.utf8), mark: "search", waits: true), to: router, port: 1900,
                path: path),
        ]
    }

    /// What is sent seldom, and judged by checks of its own.
    private func rarities(for target: IPAddress) -> [Question] {
        // Version 4, client; all else empty (RFC 5905, 7.3).
        let clock: [UInt8] = [0x23] + [UInt8](repeating: 0, count: 47)
        let request = Array("GET / HTTP/1.1\r\nHost: network-test.debian.org\r\n\r\n".utf8)
        var questions = [
            Question(.datagram(clock, mark: "clock", waits: false), to: target, port: 123),
            Question(.stream([], mark: "dot"), to: target, port: 853),
            Question(.stream(request, mark: "connectivity"), to: target, port: 80),
            // More than any interface carries at once: it travels in fragments.
            Question(
                .datagram(noise(3000), mark: "fragments", waits: false), to: target, port: 4000),
        ]
        if target.isIPv4 {
            // Teredo's port, and no packet of its kind (RFC 4380).
            questions.append(
                Question(
                    .datagram(noise(40), mark: "teredo", waits: false), to: target, port: 3544))
        }
        return questions
    }

    private func lookUps(at resolver: IPAddress) -> [Question] {
        // The last ones: a name that only a local network could answer, and whom the resolver
        // designates for encrypted look-ups (RFC 9462, 4).
        let asked: [(name: DNSWireName, type: UInt16, overTCP: Bool)] = [
            (name("c1.\(run)", in: zone), 1, false), (name("c2.\(run)", in: zone), 28, false),
            (name("c3.\(run)", in: zone), 1, true), (name("wpad", in: "home.arpa"), 1, false),
            (name("_dns", in: "resolver.arpa"), DNSType.svcb, false),
        ]
        return asked.map { ask in
            Question(
                .lookUp(ask.name, type: ask.type, overTCP: ask.overTCP), to: resolver, port: 53)
        }
    }

    private func bulk(to target: IPAddress) -> [Question] {
        (0..<Scenario.bulk).map { number in
            Question(
                .datagram(noise(200), mark: "bulk\(number)", waits: false), to: target, port: 4000)
        }
    }

    private func canary(_ id: String, overUDP: Bool) -> Question.Content {
        guard let line = CanaryLine(run: run, id: id) else { return .binding }
        return overUDP
            ? .datagram(line.datagram, mark: id, waits: true) : .stream(line.line, mark: id)
    }

    private func name(_ labels: String, in zone: String) -> DNSWireName {
        DNSWireName("\(labels).\(zone)") ?? .root
    }

    private func noise(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255) }
    }
}
