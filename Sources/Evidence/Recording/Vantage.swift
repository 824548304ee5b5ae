public import Wire

/// Where we watched: an interface of a capture file.
public struct Vantage: Sendable {
    /// Index of its file in the subject.
    public let file: Int
    /// Its name, if the file tells.
    public let name: OutsideText?
    /// How its frames begin.
    public let link: LinkType
    /// What the interface is to the audited machine.
    public let role: Role
    /// Decimal digits of its timestamps that count, 6 to 9.
    public let digits: Int

    /// What an interface is to the audited machine.
    public enum Role: String, Codable, Sendable {
        /// Neither loopback nor tunnel: what leaves here leaves the machine.
        case underlay
        /// Shows inner packets: the witness of what went through the tunnel.
        case tunnel
        /// Never leaves the machine.
        case loopback
    }

    /// A vantage from its parts.
    public init(file: Int, name: OutsideText?, link: LinkType, role: Role, digits: Int) {
        self.file = file
        self.name = name
        self.link = link
        self.role = role
        self.digits = digits
    }
}
