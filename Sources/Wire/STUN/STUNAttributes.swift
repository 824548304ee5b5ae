/// An address and port in a STUN message.
public struct STUNEndpoint: Hashable, Sendable {
    /// The address, unmasked.
    public let address: IPAddress
    /// The port, unmasked.
    public let port: UInt16

    /// An address and a port.
    public init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }
}

/// The attributes of STUN and TURN that carry an address (RFC 8489, 14; RFC 5780; RFC 8656).
public enum STUNAddressAttribute: UInt16, Sendable, CaseIterable {
    /// MAPPED-ADDRESS: the sender's address as the server saw it.
    case mapped = 0x0001
    /// XOR-PEER-ADDRESS: the peer of a relayed packet.
    case peer = 0x0012
    /// XOR-RELAYED-ADDRESS: the address that a TURN server lent.
    case relayed = 0x0016
    /// XOR-MAPPED-ADDRESS: as MAPPED-ADDRESS, masked.
    case xorMapped = 0x0020
    /// XOR-MAPPED-ADDRESS under the number that servers used before RFC 5389.
    case oldXORMapped = 0x8020
    /// RESPONSE-ORIGIN: where the answer was sent from.
    case responseOrigin = 0x802b
    /// OTHER-ADDRESS: the server's second address.
    case other = 0x802c

    /// Whether the value is masked with the magic cookie and the transaction identifier.
    var isMasked: Bool {
        switch self {
        case .peer, .relayed, .xorMapped, .oldXORMapped: true
        case .mapped, .responseOrigin, .other: false
        }
    }
}

extension STUNMessage {
    /// The address in the first attribute of this kind; nil if there is none or it is malformed.
    @inline(never) public func endpoint(
        _ attribute: STUNAddressAttribute, in bytes: RawSpan
    ) -> STUNEndpoint? {
        guard let value = value(of: attribute.rawValue, in: bytes), value.count >= 8 else {
            return nil
        }
        let start = value.lowerBound
        let masked = attribute.isMasked
        let cookie = STUNMessage.magicCookie
        let port = bytes.be16(start &+ 2) ^ (masked ? UInt16(cookie >> 16) : 0)
        switch (bytes.u8(start &+ 1), value.count) {
        case (1, 8):
            let v4 = bytes.be32(start &+ 4) ^ (masked ? cookie : 0)
            return STUNEndpoint(address: IPAddress(v4: v4), port: port)
        case (2, 20):
            var address = IPAddress(v6In: bytes, at: start &+ 4)
            if masked {
                address.high ^= UInt64(cookie) << 32 | UInt64(transactionHigh)
                address.low ^= transactionLow
            }
            return STUNEndpoint(address: address, port: port)
        default: return nil
        }
    }

    /// The sender's own address as the server saw it: what a web page learns from WebRTC.
    public func reflexiveEndpoint(in bytes: RawSpan) -> STUNEndpoint? {
        endpoint(.xorMapped, in: bytes) ?? endpoint(.oldXORMapped, in: bytes)
            ?? endpoint(.mapped, in: bytes)
    }

    /// The USERNAME attribute (cold: it allocates).
    public func username(in bytes: RawSpan) -> OutsideText? {
        value(of: 0x0006, in: bytes).map { OutsideText(in: bytes, $0) }
    }

    /// The SOFTWARE attribute (cold: it allocates).
    public func software(in bytes: RawSpan) -> OutsideText? {
        value(of: 0x8022, in: bytes).map { OutsideText(in: bytes, $0) }
    }

    /// The value of the first attribute of this type.
    private func value(of type: UInt16, in bytes: RawSpan) -> Range<Int>? {
        var found: Range<Int>?
        visitAttributes(in: bytes) { attribute, value in
            if attribute == type, found == nil { found = value }
        }
        return found
    }
}
