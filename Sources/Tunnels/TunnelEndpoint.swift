public import Evidence
public import Wire

/// The other end of a tunnel: an address and a port of UDP.
public struct TunnelEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// The address.
    public let address: IPAddress
    /// The port.
    public let port: UInt16

    /// An end from its parts.
    public init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Reads `ADDRESS:PORT`, IPv6 in brackets and with its zone left out; nil if it is anything
    /// else, such as a name.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(decimal: text[text.index(after: colon)...]), port > 0
        else { return nil }
        var host = text[..<colon]
        let hasBrackets = host.first == "[" && host.last == "]"
        if hasBrackets { host = host.dropFirst().dropLast().prefix { $0 != "%" } }
        guard let address = IPAddress(String(host)), hasBrackets || address.isIPv4 else {
            return nil
        }
        self.init(address: address, port: port)
    }

    /// The form that the initialiser reads.
    public var description: String {
        address.isIPv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }

    /// The flow of packets to it.
    public var outerFlow: OuterFlow {
        OuterFlow(prefix: IPPrefix(host: address), port: port, transport: IPProtocol.udp)
    }
}
