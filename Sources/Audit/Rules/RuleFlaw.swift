public import Wire

/// Something that rules let out beside a tunnel, told by what the packet is that they let out.
public enum RuleFlaw: Hashable, Sendable {
    /// All of it: no rule holds a new flow.
    case open
    /// This version of IP, while the other is held.
    case version(UInt8)
    /// What the machine passes on for others, which these chains see.
    case forwarded([OutsideText])
    /// Look-ups on port 53.
    case lookups
    /// What belongs to a known connection.
    case established
    /// What leaves by another interface than these.
    case link([OutsideText])
    /// What has another source than these networks.
    case source([OutsideText])
    /// What has the mark of the tunnel's own packets.
    case mark(UInt32)
    /// What goes to the tunnel's entry, whatever it is.
    case endpoint(IPAddress)
    /// What a user sends, by its number.
    case user(UInt32)

    /// Its name in reports.
    public var id: String {
        switch self {
        case .open: "open"
        case .version: "version"
        case .forwarded: "forwarded"
        case .lookups: "look-ups"
        case .established: "established"
        case .link: "interface"
        case .source: "source"
        case .mark: "mark"
        case .endpoint: "endpoint"
        case .user: "user"
        }
    }

    /// What the rules do, as a sentence goes on behind "the rules".
    public var predicate: String {
        switch self {
        case .open: "hold no new flow"
        case .version(let version):
            "hold IPv\(version == 4 ? 6 : 4) at most, and let IPv\(version) out"
        case .forwarded([]): "look at what the machine itself sends, not at what it passes on"
        case .forwarded(let chains):
            "let what the machine passes on out, in \(RuleFlaw.list(chains, "some chains"))"
        case .lookups: "let look-ups on port 53 out"
        case .established: "let what belongs to a known connection out, and hold only new flows"
        case .link(let names):
            "name \(RuleFlaw.list(names, "some interfaces")) alone, and let out by any other one"
        case .source(let networks):
            "name \(RuleFlaw.list(networks, "some sources")) alone, and let any other source out"
        case .mark(let mark): "let any packet with the mark 0x\(String(mark, radix: 16)) out"
        case .endpoint(let address): "let anything to \(address) out, whoever sends it"
        case .user(let user): "let out what the user \(user) sends"
        }
    }

    /// The traffic that they let out, as a list names it.
    var traffic: String {
        switch self {
        case .open: "every new flow"
        case .version(let version): "IPv\(version)"
        case .forwarded: "what the machine passes on"
        case .lookups: "look-ups on port 53"
        case .established: "what belongs to a known connection"
        case .link(let names):
            "what leaves by another interface than \(RuleFlaw.list(names, "some"))"
        case .source(let networks):
            "what has another source than \(RuleFlaw.list(networks, "some"))"
        case .mark(let mark): "what has the mark 0x\(String(mark, radix: 16))"
        case .endpoint(let address): "anything to \(address)"
        case .user(let user): "what the user \(user) sends"
        }
    }

    /// Names, the first three of them; a phrase where there are none.
    private static func list(_ names: [OutsideText], _ phrase: String) -> String {
        guard !names.isEmpty else { return phrase }
        let shown = names.prefix(3).map(\.forTerminal).joined(separator: ", ")
        return shown + (names.count > 3 ? " and others" : "")
    }

    /// Its place in a list: what lets most out comes first.
    var rank: Int {
        switch self {
        case .open: 0
        case .version: 1
        case .established: 2
        case .lookups: 3
        case .link: 4
        case .source: 5
        case .forwarded: 6
        case .endpoint: 7
        case .mark: 8
        case .user: 9
        }
    }
}
