public import Evidence
public import Wire

/// A proxy that programs are told to use in place of a tunnel. Names are looked up by it.
public struct Proxy: Hashable, Sendable {
    /// What is spoken to it.
    public enum Speech: Hashable, Sendable {
        /// SOCKS 5 (RFC 1928).
        case socks
        /// HTTP (RFC 9112, 3.2.2).
        case http
    }

    /// What is spoken to it.
    public let speech: Speech
    /// Its address.
    public let address: IPAddress
    /// Its port.
    public let port: UInt16

    /// Reads `socks5h://ADDR:PORT`, `socks5://ADDR:PORT` or `http://ADDR:PORT`, IPv6 in brackets; nil
    /// for all else. A name in place of the address would have to be looked up outside.
    public init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        switch text[..<colon] {
        case "socks5h", "socks5": speech = .socks
        case "http": speech = .http
        default: return nil
        }
        let rest = text[text.index(after: colon)...]
        let end = rest.dropFirst(2).prefix { $0 != "/" }
        guard rest.hasPrefix("//"), ["", "/"].contains(rest.dropFirst(2 + end.count)),
            let flow = OuterFlow(end + ",tcp"), let port = flow.port,
            flow.prefix == IPPrefix(host: flow.prefix.address)
        else { return nil }
        address = flow.prefix.address
        self.port = port
    }

    /// The outside of it: what a program sends to it.
    public var outerFlow: OuterFlow {
        OuterFlow(prefix: IPPrefix(host: address), port: port, transport: IPProtocol.tcp)
    }
}
