internal import Glibc
public import Wire

/// Made-up frames that a check must fail on: the detector's self-test.
///
/// They pass through the very fold that judges real frames. A check whose specimen is not found
/// cannot be believed when it finds nothing.
public struct Specimen: Sendable {
    /// The frames, in order; each second one comes a millisecond later.
    public var frames: [Frame]
    /// The outside of the made-up tunnel.
    public var outer: [OuterFlow]
    /// Whether its policy allows the local network.
    public var allowsLocalNetwork = false
    /// Further traffic that its policy allows.
    public var entries: [AllowedTraffic] = []
    /// What became of the probes of the run, if it is a live one.
    public var answers: [Answer] = []
    /// What is known of the machine, if it is a live run.
    public var machine: HostFacts?

    /// What was drilled, if it is a drill: frames outside the tunnel are canaries of its first cell.
    public var drill: Drill?

    /// A made-up frame and where it is seen.
    public struct Frame: Sendable {
        /// Its bytes, from the Ethernet header on.
        public let bytes: [UInt8]
        /// Whether it is seen inside the tunnel.
        public let isInside: Bool
    }

    /// The audited machine of every specimen.
    public static let host = MACAddress(0x0200_0000_500c)
    /// Its router.
    public static let router = MACAddress(0x0200_0000_5001)
    /// Another station on its network.
    public static let stranger = MACAddress(0x0200_0000_5066)
    /// The machine's address.
    public static let address = IPAddress(v4: 0xc0a8_327d)
    /// The machine's IPv6 address, which does not hold its MAC address.
    public static let address6 = IPAddress(high: 0x2001_0db8_0050_0000, low: 0x1234_5678_9abc_def0)
    /// A server on the Internet.
    public static let server = IPAddress(v4: 0xcb00_7150)
    /// The server's IPv6 address.
    public static let server6 = IPAddress(high: 0x2001_0db8_0113_0000, low: 0x80)
    /// The machine's address inside the tunnel.
    public static let inner = IPAddress(v4: 0x0a40_0002)
    /// The tunnel's entry.
    public static let entry = IPAddress(v4: 0xcb00_710a)

    /// What the machine sends to its router.
    public static let sent = FrameBuilder(from: host, to: router)
    /// What the machine receives from its router.
    public static let received = FrameBuilder(from: router, to: host)

    /// A specimen behind a WireGuard tunnel, or behind a TCP proxy.
    public init(_ frames: [[UInt8]], inside: [[UInt8]] = [], isTCP: Bool = false) {
        self.frames =
            inside.map { Frame(bytes: $0, isInside: true) }
            + frames.map { Frame(bytes: $0, isInside: false) }
        outer = [
            OuterFlow(
                prefix: IPPrefix(host: Specimen.entry), port: isTCP ? 1080 : 51_820,
                transport: isTCP ? IPProtocol.tcp : IPProtocol.udp)
        ]
    }

    /// A specimen of a live run of a machine with one uplink, eth0, and a tunnel, wg0.
    public init(
        _ frames: [[UInt8]] = [], inside: [[UInt8]] = [], answers: [Answer], isTCP: Bool = false,
        machine change: (inout HostFacts) -> Void = { _ in }
    ) {
        self.init(frames, inside: inside, isTCP: isTCP)
        self.answers = answers
        for index in self.answers.indices { self.answers[index].number = index + 1 }
        var machine = HostFacts()
        machine.interfaces = [
            HostFacts.Interface(
                name: "eth0", role: .underlay, addresses: [Specimen.address, Specimen.address6],
                networks: [IPPrefix(Specimen.address, length: 24)].compactMap { $0 },
                leaks: [4, 6]),
            HostFacts.Interface(name: "wg0", role: .tunnel, addresses: [Specimen.inner]),
        ]
        change(&machine)
        self.machine = machine
    }

    /// A drill in which a canary of a cell left under a fault, while those of `others` were refused by
    /// the firewall.
    public init(
        _ frames: [[UInt8]], of cell: TrafficCell, under fault: FaultID,
        others: [TrafficCell] = [], changes: [String] = []
    ) {
        self.init(frames, answers: [])
        var drilled = DrilledFault(
            fault, from: 0, at: 0, until: 60_000_000_000, undone: 60_000_000_000,
            proof: .shown("made up"))
        drilled.changes = changes
        if fault == .serverSwitch {
            drilled.transitions = (0..<20).map { $0 * 1_000_000_000 }
        }
        drill = Drill(
            cells: [cell] + others,
            attempts: others.indices.map { index in
                Attempt(
                    cell: index + 1, number: 1, at: 1_000_000, localPort: 0,
                    outcome: .refused(EPERM))
            }, faults: [drilled])
    }

    /// The drill with its stray frames.
    private func drilled(in recording: Recording, _ drill: Drill) -> Drill {
        guard let stratum = recording.violations(in: [0]).first?.index else { return drill }
        var drill = drill
        drill.strays = frames.indices.filter { !frames[$0].isInside }.map { index in
            StrayFrame(
                at: UInt64(index + 1) * 1_000_000,
                length: UInt32(truncatingIfNeeded: frames[index].bytes.count),
                number: UInt64(index + 1), stratum: stratum, cell: 0,
                remote: drill.cells[0].remote, remotePort: drill.cells[0].remotePort)
        }
        return drill
    }

    /// The recording that the specimen makes.
    public func recording() -> Recording {
        let allowance = Allowance(
            outer: outer, allowsLocalNetwork: allowsLocalNetwork, entries: entries)
        let host = HostIdentity(stations: [Specimen.host], basis: .named)
        let stages = StageLine([])
        // 64 flows are plenty for a handful of frames.
        var fold = Fold(
            allowance: allowance, stages: stages, host: host, capacity: 64,
            ownAddresses: [Specimen.address],
            innerAddresses: machine?.addresses(.tunnel) ?? [])
        fold.learn(of: answers)
        for isInside in [true, false] {
            fold.begin(FileRole(number: isInside ? 1 : 0, isTunnel: isInside))
            fold.declare(
                CaptureInterface(
                    index: 0, linkType: LinkType.ethernet.rawValue, snapLength: 0,
                    timestampDigits: 9))
            for (index, frame) in frames.enumerated() where frame.isInside == isInside {
                let record = FrameRecord(
                    time: UInt64(index + 1) * 1_000_000,
                    originalLength: UInt32(truncatingIfNeeded: frame.bytes.count), interface: 0,
                    direction: .unknown, number: UInt64(index + 1))
                let span = unsafe frame.bytes.span.bytes
                fold.take(span, record)
            }
        }
        let facts = CaptureFacts(
            name: OutsideText("specimen"), frames: UInt64(frames.count), dropped: 0,
            isComplete: true, damage: nil, hash: nil)
        let subject = Subject(
            files: [facts, facts], vantages: fold.vantages, outer: outer, host: host,
            stages: stages, start: 0, end: UInt64(frames.count + 1) * 1_000_000)
        let log = fold.observations
        var recording = Recording(
            subject: subject, ledger: Ledger(sealing: fold, probes: answers),
            observations: log.observations, coverage: Coverage(), allowance: allowance)
        recording.isLive = machine != nil
        recording.answers = answers
        recording.host = machine
        recording.drill = drill.map { drilled(in: recording, $0) }
        return recording
    }
}
