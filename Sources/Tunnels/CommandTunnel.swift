public import Host
internal import Wire

/// A tunnel that commands drive, for every client that has no driver of its own.
public struct CommandTunnel: Sendable {
    /// Brings it up.
    public var up: Program
    /// Takes it down.
    public let down: [String]
    /// Ends with 0 if it is up; nil if nobody can tell.
    public let status: [String]?
    /// The interface that it makes; nil if that is not known.
    public private(set) var interface: String?
    /// Settings of the kernel's that `up` changes and `down` leaves so, as files.
    private var settings: [String] = []

    /// How long a client may take to come up: some dial several servers, one after the other.
    private static let patience = Duration.seconds(30)

    /// A tunnel from its commands.
    public init(up: [String], down: [String], status: [String]? = nil) {
        self.up = Program(up)
        self.up.timeLimit = CommandTunnel.patience
        self.down = down
        self.status = status
    }

    /// The tunnel of a file of wg-quick; nil unless it is called like an interface, and `.conf`
    /// (wg-quick(8)). Its path begins with `/`: a bare name would mean one in `/etc/wireguard`.
    public init?(file path: String) {
        let name = path.split(separator: "/").last?.dropLast(".conf".count) ?? ""
        guard path.hasPrefix("/"), path.hasSuffix(".conf"), 1...15 ~= name.utf8.count,
            name.utf8.allSatisfy(CommandTunnel.isOfName)
        else { return nil }
        self.init(
            up: ["wg-quick", "up", path], down: ["wg-quick", "down", path],
            status: ["ip", "link", "show", "dev", String(name)])
        interface = String(name)
        settings = ["/proc/sys/net/ipv4/conf/all/src_valid_mark"]
    }

    /// Letters, digits and `_=+.-`.
    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "_=+.-".utf8.contains(byte)
        }
    }

    /// How all that `up` changes is undone, in the order in which it is changed; asked before it is run,
    /// on a thread in its namespaces.
    ///
    /// A client is taken down however far it came; wg-quick only if it has made the interface, since it
    /// takes nothing else down.
    public func undoing() throws(HostError) -> [UndoStep] {
        try settings.map { file throws(HostError) in try .restoring(file) } + [
            .run(arguments: down, when: settings.isEmpty ? nil : status)
        ]
    }

    /// Brings it up; how the command ended.
    public func connect(on machine: Machine = Machine()) async throws(TunnelError) -> ProgramEnding
    {
        try await up.run(in: machine.namespace)
    }

    /// Whether the status command says that it is up; nil without one. Throws if it takes too long or a
    /// signal ends it, because then it did not say anything.
    public func isUp(on machine: Machine = Machine()) async throws(TunnelError) -> Bool? {
        guard let status else { return nil }
        let ending = try await Program(status).run(in: machine.namespace)
        guard case .code(let code) = ending.exit else {
            throw TunnelError(
                .program, subject: status.first ?? "",
                reason: "\(ending.exit.sentence) \(ending.firstLine.forTerminal)")
        }
        return code == 0
    }
}
