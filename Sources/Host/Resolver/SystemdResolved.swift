public import Evidence
internal import Glibc
public import Wire

/// What systemd-resolved says of itself: whom it asks for which names, link by link
/// (org.freedesktop.resolve1(5)).
public struct SystemdResolved: Hashable, Sendable {
    /// A link as it is to it.
    public struct Link: Hashable, Sendable {
        /// The kernel's number of it.
        public let index: UInt32
        /// Who is asked there.
        public var servers: [IPAddress] = []
        /// Names that are looked for there, in resolvectl's spelling: `~` in front of those that no
        /// short name is tried with, and `~.` for all names.
        public var domains: [OutsideText] = []
        /// Whether it is asked for names that no link has a domain for.
        public var isDefaultRoute = false
        /// Whether it is asked over TLS: `no`, `opportunistic` or `yes`.
        public var overTLS = OutsideText("no")
    }

    /// What is known: nobody who has its name on the bus, takes connections at its socket or listens at
    /// its address is absence.
    public var state: HostFacts.Resolved.State
    /// Servers of no link.
    public var servers: [IPAddress] = []
    /// Links for which something is set, by their numbers.
    public var links: [Link] = []
}

extension Machine {
    /// What systemd-resolved of this namespace says; it is not started for that.
    public func resolved() async throws(HostError) -> SystemdResolved {
        try await namespace.run { () throws(HostError) in SystemdResolved.read() }
    }
}

extension SystemdResolved {
    /// Most links that are asked about, by two calls each: machines have some dozens.
    private static let mostLinks = 128
    private static let name = "org.freedesktop.resolve1"
    private static let root = "/org/freedesktop/resolve1"
    private static let socket = "/run/systemd/resolve/io.systemd.Resolve"

    /// Asks the one that serves the calling thread's namespaces.
    static func read() -> SystemdResolved {
        do throws(HostError) {
            var isElsewhere = false
            if let bus = try Bus(), let process = try owner(on: bus) {
                guard let isHere = isHere(process) else {
                    return SystemdResolved(state: .unread)
                }
                if isHere { return try told(by: bus) }
                isElsewhere = true
            }
            // Without a name on the bus it still serves those who know its socket or its address.
            var serves = try stubIsHeard()
            if !serves, !isElsewhere { serves = try Bus.listens(at: socket) }
            return SystemdResolved(state: serves ? .unread : .absent)
        } catch {
            // What cannot be asked may well be there.
            return SystemdResolved(state: .unread)
        }
    }

    /// The process that has its name; nil if nobody has.
    private static func owner(on bus: Bus) throws(HostError) -> UInt32? {
        let outcome = try bus.call(
            BusCall(
                destination: "org.freedesktop.DBus", path: "/org/freedesktop/DBus",
                interface: "org.freedesktop.DBus", method: "GetConnectionUnixProcessID",
                texts: [name]))
        switch outcome {
        case .refused("org.freedesktop.DBus.Error.NameHasNoOwner"): return nil
        case .refused(let error): throw refusal(error)
        case .answer(let message):
            var values = message.values
            guard message.signature == "u", let process = values.number() else {
                throw Bus.damaged
            }
            return process
        }
    }

    /// Whether a process is in the network namespace of the calling thread; nil if nobody says.
    private static func isHere(_ process: UInt32) -> Bool? {
        var its = stat()
        var ours = stat()
        guard unsafe stat("/proc/\(process)/ns/net", &its) == 0,
            unsafe stat("/proc/thread-self/ns/net", &ours) == 0
        else { return nil }
        return its.st_dev == ours.st_dev && its.st_ino == ours.st_ino
    }

    /// Whether anybody listens at its address in this namespace.
    private static func stubIsHeard() throws(HostError) -> Bool {
        try Machine.readSockets([IPProtocol.udp]).contains {
            $0.localPort == 53 && HostFacts.Resolved.stubs.contains($0.local)
        }
    }

    private static func told(by bus: Bus) throws(HostError) -> SystemdResolved {
        guard let servers = SystemdResolved.servers(try property("DNS", of: nil, on: bus)),
            let domains = SystemdResolved.domains(try property("Domains", of: nil, on: bus))
        else { throw Bus.damaged }
        var resolved = SystemdResolved(state: .told)
        resolved.add(servers, domains)
        guard resolved.links.count <= mostLinks else { throw Bus.damaged }
        for place in resolved.links.indices {
            let index = resolved.links[place].index
            guard let isDefault = flag(try property("DefaultRoute", of: index, on: bus)),
                let mode = text(try property("DNSOverTLS", of: index, on: bus))
            else { throw Bus.damaged }
            resolved.links[place].isDefaultRoute = isDefault
            resolved.links[place].overTLS = mode
        }
        return resolved
    }

    /// Gives each link its servers and domains; those of no link have the number 0.
    private mutating func add(
        _ servers: [(link: UInt32, address: IPAddress)],
        _ domains: [(link: UInt32, name: OutsideText)]
    ) {
        self.servers = servers.filter { $0.link == 0 }.map(\.address)
        let indexes = Set(servers.map(\.link) + domains.map(\.link)).subtracting([0])
        links = indexes.sorted().map { index in
            Link(
                index: index, servers: servers.filter { $0.link == index }.map(\.address),
                domains: domains.filter { $0.link == index }.map(\.name))
        }
    }

    /// Asks for a property, of a link if one is given.
    private static func property(
        _ property: String, of link: UInt32?, on bus: Bus
    ) throws(HostError) -> BusMessage {
        // The path of a link ends with its number, whose first digit is spelt out (sd_bus_path_encode(3)).
        let path = link.map { "\(root)/link/_3\($0)" }
        let outcome = try bus.call(
            BusCall(
                destination: name, path: path ?? root,
                interface: "org.freedesktop.DBus.Properties", method: "Get",
                texts: ["\(name).\(link == nil ? "Manager" : "Link")", property]))
        switch outcome {
        case .refused(let error): throw refusal(error)
        case .answer(let message): return message
        }
    }

    private static func refusal(_ error: String) -> HostError {
        HostError(
            .refused, subject: "the system's bus",
            reason: "It said \(OutsideText(error).forTerminal).")
    }
}

/// How the values of its properties are read; nil where they are damaged.
extension SystemdResolved {
    /// Most servers and domains that are read: people set a few.
    private static let most = 256

    static func servers(_ message: BusMessage) -> [(link: UInt32, address: IPAddress)]? {
        list("a(iiay)", in: message) { reader in
            guard let link = reader.number(), reader.number() != nil,
                let octets = reader.octets(), let address = IPAddress(octets: octets)
            else { return nil }
            return (link, address)
        }
    }

    static func domains(_ message: BusMessage) -> [(link: UInt32, name: OutsideText)]? {
        list("a(isb)", in: message) { reader in
            guard let link = reader.number(), let name = reader.text(),
                let routesOnly = reader.flag()
            else { return nil }
            return (link, OutsideText((routesOnly ? "~" : "") + name))
        }
    }

    static func flag(_ message: BusMessage) -> Bool? {
        var reader = message.values
        return message.signature == "v" && reader.variant("b") ? reader.flag() : nil
    }

    static func text(_ message: BusMessage) -> OutsideText? {
        var reader = message.values
        guard message.signature == "v", reader.variant("s") else { return nil }
        return reader.text().map { OutsideText($0) }
    }

    private static func list<Value>(
        _ types: String, in message: BusMessage, _ read: (inout BusReader) -> Value?
    ) -> [Value]? {
        var reader = message.values
        guard message.signature == "v", reader.variant(types),
            let values = reader.structures(read), values.count <= most
        else { return nil }
        return values
    }
}

extension IPAddress {
    /// An address from its bytes in the order of the network; nil if they are not as many.
    fileprivate init?(octets: [UInt8]) {
        let word = { (bytes: ArraySlice<UInt8>) in
            bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        switch octets.count {
        case 4: self.init(v4: UInt32(truncatingIfNeeded: word(octets[...])))
        case 16: self.init(high: word(octets[..<8]), low: word(octets[8...]))
        default: return nil
        }
    }
}
