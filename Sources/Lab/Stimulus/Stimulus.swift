/// What a user's program sends on the client, again and again, while an audit looks.
public struct Stimulus: Sendable, Equatable {
    /// What is sent.
    public enum Kind: Sendable, Equatable {
        /// Datagrams of so many bytes to a port.
        case udp(port: UInt16, bytes: Int)
        /// One datagram of so many bytes to a port, and no more.
        case once(port: UInt16, bytes: Int)
        /// Datagrams of so many bytes to a port, a gigabit in a second.
        case flood(port: UInt16, bytes: Int)
        /// Attempts to connect to a port.
        case tcp(port: UInt16)
        /// STUN binding requests.
        case stun
        /// Questions for the time.
        case ntp
        /// Questions by multicast DNS which machines there are.
        case mdns
        /// Questions which encrypted resolver stands in for the one that is asked (RFC 9462).
        case designated
        /// Packets of a protocol that is neither TCP nor UDP.
        case raw(UInt8)
        /// Names of `leak.test`, each another one, looked up by the system's resolver.
        case lookUp
    }

    /// What is sent.
    public let kind: Kind
    /// Where to, an IPv4 or IPv6 address or a name that has one; ignored by look-ups.
    public let target: String
    /// The interface that the socket is bound to, if to any.
    public var device: String?
    /// The address that the socket is bound to, if to any.
    public var source: String?
    /// The mark of its packets, if they have one.
    public var mark: UInt32?

    /// Payload of a datagram at the most (RFC 768, over IPv4).
    private static let largest = 65_507

    init(
        _ kind: Kind, to target: String = "", device: String? = nil, source: String? = nil,
        mark: UInt32? = nil
    ) {
        self.kind = kind
        self.target = target
        self.device = device
        self.source = source
        self.mark = mark
    }

    /// The words that `init(arguments:)` reads.
    var arguments: [String] {
        var words =
            switch kind {
            case .udp(let port, let bytes): ["udp", "\(port)", "\(bytes)"]
            case .once(let port, let bytes): ["once", "\(port)", "\(bytes)"]
            case .flood(let port, let bytes): ["flood", "\(port)", "\(bytes)"]
            case .tcp(let port): ["tcp", "\(port)", "0"]
            case .stun: ["stun", "3478", "0"]
            case .ntp: ["ntp", "123", "0"]
            case .mdns: ["mdns", "5353", "0"]
            case .designated: ["designated", "53", "0"]
            case .raw(let number): ["raw", "\(number)", "0"]
            case .lookUp: ["lookup", "0", "0"]
            }
        words += [target.isEmpty ? "-" : target, device ?? "-", source ?? "-"]
        words.append(mark.map { "\($0)" } ?? "-")
        return words
    }

    /// A stimulus from the words that stand for it; nil if they stand for none.
    public init?(arguments: [String]) {
        guard arguments.count == 7, let number = UInt16(arguments[1]),
            let bytes = Int(arguments[2]), (0...Stimulus.largest).contains(bytes)
        else { return nil }
        switch arguments[0] {
        case "udp": kind = .udp(port: number, bytes: bytes)
        case "once": kind = .once(port: number, bytes: bytes)
        case "flood": kind = .flood(port: number, bytes: bytes)
        case "tcp": kind = .tcp(port: number)
        case "stun": kind = .stun
        case "ntp": kind = .ntp
        case "mdns": kind = .mdns
        case "designated": kind = .designated
        case "raw": kind = .raw(UInt8(truncatingIfNeeded: number))
        case "lookup": kind = .lookUp
        default: return nil
        }
        func word(_ index: Int) -> String? { arguments[index] == "-" ? nil : arguments[index] }
        target = word(3) ?? ""
        device = word(4)
        source = word(5)
        mark = word(6).flatMap { UInt32($0) }
    }
}
