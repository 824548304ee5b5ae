public import Wire

/// The outside of a tunnel: where its own packets may go.
///
/// Known from the driver or the user, never learnt from a capture.
public struct OuterFlow: Hashable, Sendable, CustomStringConvertible {
    /// The entry's address, or a range of entries.
    public let prefix: IPPrefix
    /// The entry's port; nil means any.
    public let port: UInt16?
    /// The protocol number; nil means any.
    public let transport: UInt8?

    /// An outer flow from its parts.
    public init(prefix: IPPrefix, port: UInt16?, transport: UInt8?) {
        self.prefix = prefix
        self.port = port
        self.transport = transport
    }

    /// Reads `ADDR[/LEN][:PORT][,udp|,tcp|,esp]`, with IPv6 in brackets; nil if it is anything else.
    public init?(_ text: String) {
        var rest = Substring(text)
        var transport: UInt8?
        if let comma = rest.lastIndex(of: ",") {
            switch rest[rest.index(after: comma)...] {
            case "udp": transport = IPProtocol.udp
            case "tcp": transport = IPProtocol.tcp
            case "esp": transport = IPProtocol.esp
            default: return nil
            }
            rest = rest[..<comma]
        }
        guard let (address, tail) = OuterFlow.splitAddress(rest) else { return nil }
        var port: UInt16?
        var length = address.isIPv4 ? 32 : 128
        var remainder = tail
        if remainder.first == "/" {
            let digits = remainder.dropFirst().prefix { $0 != ":" }
            guard let number = OuterFlow.number(digits), number <= length else { return nil }
            length = number
            remainder = remainder.dropFirst(1 + digits.count)
        }
        if remainder.first == ":" {
            guard let number = OuterFlow.number(remainder.dropFirst()),
                let value = UInt16(exactly: number), value > 0, transport != IPProtocol.esp
            else { return nil }
            port = value
            remainder = ""
        }
        guard remainder.isEmpty, let prefix = IPPrefix(address, length: length) else {
            return nil
        }
        self.init(prefix: prefix, port: port, transport: transport)
    }

    /// The form that the initialiser reads.
    public var description: String {
        let address = prefix.address
        let isHost = Int(prefix.length) == (address.isIPv4 ? 32 : 128)
        var text = address.isIPv4 ? "\(address)" : "[\(address)]"
        if !isHost { text += "/\(prefix.length)" }
        if let port { text += ":\(port)" }
        if let transport { text += ",\(IPProtocol.name(transport))" }
        return text
    }

    /// The address, and what follows it; IPv6 stands in brackets, its length inside or behind them.
    private static func splitAddress(_ text: Substring) -> (IPAddress, Substring)? {
        guard text.first == "[" else {
            let digits = text.prefix { $0 != ":" && $0 != "/" }
            guard let address = IPAddress(String(digits)), address.isIPv4 else { return nil }
            return (address, text.dropFirst(digits.count))
        }
        guard let close = text.firstIndex(of: "]") else { return nil }
        let inside = text[text.index(after: text.startIndex)..<close]
        let digits = inside.prefix { $0 != "/" }
        guard let address = IPAddress(String(digits)), !address.isIPv4 else { return nil }
        return (address, inside.dropFirst(digits.count) + text[text.index(after: close)...])
    }

    private static func number(_ digits: Substring) -> Int? {
        guard !digits.isEmpty, digits.count <= 5, digits.allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        return Int(digits)
    }
}
