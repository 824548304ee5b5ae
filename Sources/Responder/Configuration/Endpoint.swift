internal import NIOCore
public import Wire

/// An address and a port.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// The address.
    public let address: IPAddress
    /// The port.
    public let port: UInt16

    /// An address and a port.
    public init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Reads `ADDRESS`, `ADDRESS:PORT` or, for IPv6 with a port, `[ADDRESS]:PORT`; nil for anything
    /// else.
    public init?(_ text: String, usualPort: UInt16) {
        if let address = IPAddress(text) {
            self.init(address, port: usualPort)
            return
        }
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let digits = text[text.index(after: colon)...]
        var name = text[..<colon]
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]") && name.count > 2
        if isBracketed { name = name.dropFirst().dropLast() }
        guard 1...5 ~= digits.utf8.count, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            let port = UInt16(digits), let address = IPAddress(String(name)),
            address.isIPv4 != isBracketed
        else { return nil }
        self.init(address, port: port)
    }

    /// `ADDRESS:PORT`, with brackets around IPv6.
    public var description: String {
        address.isIPv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}

extension Endpoint {
    /// The other end of a channel; nil if it is no internet address.
    init?(_ address: SocketAddress?) {
        switch address {
        case .v4(let address):
            // sockaddr_in: family, port, address.
            self = unsafe withUnsafeBytes(of: address.address) {
                let bytes = unsafe $0.bytes
                return Endpoint(IPAddress(v4In: bytes, at: 4), port: bytes.be16(2))
            }
        case .v6(let address):
            // sockaddr_in6: family, port, flow, address, scope.
            self = unsafe withUnsafeBytes(of: address.address) {
                let bytes = unsafe $0.bytes
                return Endpoint(IPAddress(v6In: bytes, at: 8), port: bytes.be16(2))
            }
        default: return nil
        }
    }

    /// The network that shares limits: the /24 or /56 that one customer usually has.
    var neighbourhood: UInt64 {
        // IPv4 cannot meet IPv6: no /56 is 0 or 1 in its first bits and in use.
        address.isIPv4 ? 1 << 32 | UInt64(address.v4 >> 8) : address.high >> 8
    }
}
