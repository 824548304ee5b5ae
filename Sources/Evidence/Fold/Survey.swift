internal import Wire

/// The short first look at a capture: who the host is, and which addresses of its own it uses.
///
/// The fold must know both before its first frame. The survey stops at the first frame that goes to
/// an outer flow, which is near the start of any capture of a living tunnel.
struct Survey: CaptureSink, ~Copyable {
    private let outer: OuterMatcher
    private let named: HostIdentity
    private let tunnelNames: Set<String>
    private var links: [LinkType] = []
    private var isTunnel: [Bool] = []

    /// The station that sends to the outer flow.
    private(set) var sender: UInt64 = 0
    /// The address that sends to the outer flow.
    private(set) var senderAddress: IPAddress?
    /// The stations that send from the host's named addresses.
    private(set) var namedStations: Set<UInt64> = []
    /// The ARPHRD number of the interface that carries the outer flow in a cooked capture.
    private(set) var hardware: UInt16 = 0
    /// Whether the link layer tells the direction of the frame that goes to the outer flow.
    private(set) var isDirected = false

    init(outer: [OuterFlow], named: HostIdentity, tunnelNames: Set<String>) {
        self.outer = OuterMatcher(outer)
        self.named = named
        self.tunnelNames = tunnelNames
    }

    /// Frames after which the survey of a capture whose host is known gives up looking for the outer
    /// flow: a living tunnel sends much sooner, and only the host's own address would be learnt.
    private static var patience: Int { 1 << 16 }

    private var seen = 0

    /// Whether everything was found, or what is missing is not worth reading the whole file for.
    ///
    /// Asked between chunks only, so what counts is bounded by frames: the same frames in another
    /// file, a recording's, lead to the same answer.
    var hasEnough: Bool {
        if named.addresses.isEmpty, senderAddress != nil { return true }
        guard named.addresses.isEmpty || !namedStations.isEmpty else { return false }
        return seen > Survey.patience && (senderAddress != nil || isKnown)
    }

    /// Whether the host is known without its frames to the outer flow.
    private var isKnown: Bool { named.basis == .named || tellsDirection }

    /// Whether each link layer of an underlay tells the direction of its frames.
    private var tellsDirection: Bool {
        zip(links, isTunnel).allSatisfy { link, isTunnel in isTunnel || link.tellsDirection }
    }

    mutating func declare(_ interface: CaptureInterface) {
        links.append(LinkType(rawValue: interface.linkType))
        isTunnel.append(interface.name.map { tunnelNames.contains($0.raw) } ?? false)
    }

    mutating func take(_ frame: RawSpan, _ record: FrameRecord) {
        let index = Int(record.interface)
        guard index < links.count, !isTunnel[index] else { return }
        seen &+= 1
        let isPatient = seen <= Survey.patience
        let packet = Packet(frame, link: links[index], originalLength: record.originalLength)
        guard packet.family != .none else { return }
        if named.addresses.contains(packet.source), packet.sourceStation != 0,
            isPatient || namedStations.isEmpty
        {
            namedStations.insert(packet.sourceStation)
        }
        let direction = record.direction == .unknown ? packet.direction : record.direction
        guard senderAddress == nil, direction != .inbound, isPatient || !isKnown,
            outer.match(packet.destination, port: packet.destinationPort, packet.transport).flow
                >= 0
        else { return }
        if !named.stations.isEmpty, packet.sourceStation != 0,
            !named.isStation(packet.sourceStation), direction == .unknown
        {
            return
        }
        sender = packet.sourceStation
        senderAddress = packet.source
        hardware = packet.hardware
        isDirected = direction == .outbound
    }

    /// Who the host is, from what was named and what was seen.
    func identity() -> HostIdentity {
        if named.basis == .named {
            var identity = named
            identity.stations += namedStations.sorted().map { MACAddress($0) }
                .filter { !named.stations.contains($0) }
            return identity
        }
        if isDirected || (isTunnel.contains(false) && tellsDirection) {
            return HostIdentity(basis: .linkLayer)
        }
        guard let senderAddress else { return HostIdentity(basis: .unknown) }
        return HostIdentity(
            stations: sender == 0 ? [] : [MACAddress(sender)], addresses: [senderAddress],
            basis: .inferred)
    }
}
