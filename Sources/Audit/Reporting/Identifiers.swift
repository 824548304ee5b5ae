internal import Evidence
internal import Wire

/// By what the user, the machine and those of the run can be known, as far as a recording tells.
///
/// Too much here costs a reader a number where an address could stand; too little tells where somebody
/// lives. So whatever may be the machine's own is, unless it is known to be the tunnel's.
struct Identifiers {
    private let recording: Recording
    private let run: Report.Run
    private let own: [IPAddress]

    init(of recording: Recording, _ run: Report.Run) {
        self.recording = recording
        self.run = run
        own = OwnAddresses(recording: recording).all
    }

    /// All of them, each once, own ones first.
    var all: [Report.Identifier] {
        let parts: [(Report.Identifier.Kind, [String])] = [
            (.ownAddress, own.map(\.description)), (.ownNetwork, networks.map(\.description)),
            (.ownStation, stations.map(\.description)), (.ownName, names), (.ownUser, users),
            (.entry, entries), (.exit, exits.map(\.description)),
            (.named, asked.map(\.description) + zones + endpoints),
        ]
        var known: Set<String> = []
        return parts.flatMap { kind, values in
            values.filter { known.insert($0).inserted }.map { Report.Identifier(kind, $0) }
        }
    }

    private var host: HostFacts { recording.host ?? HostFacts() }
    private var exits: [IPAddress] { IPAddress.ordered(recording.exitAddresses) }

    /// What resolvers told others of our address (RFC 7871), where it tells more than the provider.
    private var networks: [IPPrefix] {
        let exits = recording.exitAddresses
        return recording.answers.compactMap(\.clientSubnet).filter { network in
            network.length >= (network.isIPv4 ? 16 : 32) && !exits.contains(where: network.contains)
        }
    }

    /// MAC addresses of the machine and its routers, those that addresses spell out among them.
    private var stations: [MACAddress] {
        let routers = recording.observations.compactMap { observation -> MACAddress? in
            switch observation.fact {
            case .router(let station, _): station
            case .advertisedRoute(_, let station): station
            case .leaseIdentity(let text): MACAddress(text.raw)
            default: nil
            }
        }
        let all =
            recording.subject.host.stations
            + host.interfaces.filter { $0.role == .underlay }.compactMap(\.station)
            + host.routers.compactMap(\.station) + routers + own.compactMap(\.embeddedMAC)
        return all.filter { $0.value != 0 && !$0.isMulticast }
    }

    /// What the machine calls itself, whole and without its domain.
    private var names: [String] {
        let leased = recording.observations.compactMap { observation -> OutsideText? in
            guard case .leaseIdentity(let text) = observation.fact else { return nil }
            return MACAddress(text.raw) == nil ? text : nil
        }
        let all = ([host.hostName].compactMap(\.self) + leased).map(\.raw)
        return all.flatMap { [$0, String($0.prefix { $0 != "." })] }
            .filter { !$0.isEmpty && $0.lowercased() != "localhost" }
    }

    /// Users whose folders the command line names.
    private var users: [String] {
        run.arguments.flatMap { argument in
            argument.raw.split(separator: "/home/", omittingEmptySubsequences: false).dropFirst()
                .map { String($0.prefix { $0 != "/" }) }
        }.filter { !$0.isEmpty }
    }

    private var entries: [String] {
        recording.subject.outer.map { flow in
            flow.prefix.isHost ? flow.prefix.address.description : flow.prefix.description
        }
    }

    /// Public addresses that were asked, and not because the machine's own settings name them.
    private var asked: [IPAddress] {
        let settings = Set(host.resolvers + host.resolversAfter + own + exits)
        let drilled = recording.drill?.cells.map(\.remote) ?? []
        return (recording.answers.map(\.remote) + drilled).filter {
            $0.isPublic && !$0.isNobody && !settings.contains($0)
        }
    }

    /// Zones that names of the run were asked below: a mark and the run's own label stand in front, and a
    /// nonce of an endpoint's.
    private var zones: [String] {
        let names = recording.answers.filter { [.dns, .stub, .whoami].contains($0.kind) }
            .compactMap(\.mark)
        return names.compactMap { name in
            let labels = name.split(separator: ".")
            let zone = labels.dropFirst(labels.first == "whoami" ? 3 : 2)
            // The zone of a run without one of its own has a single label.
            return zone.count > 1 && zone != ["home", "arpa"] ? zone.joined(separator: ".") : nil
        }
    }

    /// Endpoints that have a name in the DNS.
    private var endpoints: [String] {
        recording.answers.compactMap(\.endpoint).filter { $0.contains(".") }
    }
}

extension IPAddress {
    /// In one order, whatever the order of a set is.
    static func ordered(_ addresses: Set<IPAddress>) -> [IPAddress] {
        addresses.sorted { ($0.high, $0.low) < ($1.high, $1.low) }
    }

    /// Whether it tells nobody from others: loopback, unspecified and group addresses.
    var isNobody: Bool {
        isLoopback
            || (isIPv4 ? v4 == 0 || v4 >> 28 >= 0xe : (high | low) == 0 || high >> 56 == 0xff)
    }
}

extension IPPrefix {
    /// Whether it holds one address.
    var isHost: Bool { length == (isIPv4 ? 32 : 128) }
}
