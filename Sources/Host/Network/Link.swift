public import Wire

/// A network interface, as the kernel lists it.
public struct Link: Hashable, Codable, Sendable {
    /// The kernel's number, unique in its namespace.
    public let index: UInt32
    /// The name, such as `eth0`.
    public let name: OutsideText
    /// What it is made by, such as `veth`, `tun` or `wireguard`; nil for most hardware.
    public var kind: OutsideText?
    /// The ARPHRD number of its link layer: 1 for Ethernet, 772 for loopback, 65534 for none.
    public let hardware: UInt16
    /// Whether somebody has switched it on.
    public let isUp: Bool
    /// Whether it has a carrier.
    public let hasCarrier: Bool
    /// The MAC address, if it has one of six bytes.
    public var mac: MACAddress?
    /// Largest packet in bytes.
    public var mtu: UInt32 = 0
    /// The index of the bridge or bond that it belongs to.
    public var master: UInt32?
    /// The index of the link at its other end or below it, in the namespace `peerNamespace`.
    public var peer: UInt32?
    /// The number that this namespace has for the peer's; nil if that is the same one.
    public var peerNamespace: Int32?
    /// The device of a bus that carries it, such as a USB modem; nil for made-up ones.
    public var device: OutsideText?

    /// A link from what every link has.
    public init(
        index: UInt32, name: OutsideText, hardware: UInt16, isUp: Bool, hasCarrier: Bool
    ) {
        self.index = index
        self.name = name
        self.hardware = hardware
        self.isUp = isUp
        self.hasCarrier = hasCarrier
    }
}

extension Link {
    /// The question for all links.
    static var request: NetlinkRequest {
        var request = NetlinkRequest(18, answer: 16, header: [UInt8](repeating: 0, count: 16))
        // Without statistics (IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS).
        request.add(29, UInt32(8))
        return request
    }

    /// Reads an `ifinfomsg` and its attributes; nil if it is damaged.
    init?(_ bytes: RawSpan, _ payload: Range<Int>) {
        let start = payload.lowerBound
        guard payload.count >= 16 else { return nil }
        hardware = bytes.host16(start + 2)
        index = bytes.host32(start + 4)
        let flags = bytes.host32(start + 8)
        // IFF_UP, IFF_LOWER_UP.
        isUp = flags & 1 != 0
        hasCarrier = flags & 1 << 16 != 0
        var name: OutsideText?
        var attributes = NetlinkAttributes(start + 16..<payload.upperBound)
        while let (number, value) = attributes.next(in: bytes) {
            switch number {
            case 1 where value.count == 6: mac = MACAddress(in: bytes, at: value.lowerBound)
            case 3: name = bytes.text(value)
            case 4: mtu = bytes.number(value) ?? 0
            case 5: peer = bytes.number(value).flatMap { $0 == 0 ? nil : $0 }
            case 10: master = bytes.number(value)
            case 18:
                var nested = NetlinkAttributes(value)
                while let (number, value) = nested.next(in: bytes) {
                    if number == 1 { kind = bytes.text(value) }
                }
                if nested.isMalformed { return nil }
            case 37: peerNamespace = bytes.number(value).map { Int32(bitPattern: $0) }
            case 56: device = bytes.text(value)
            default: continue
            }
        }
        guard let name, !attributes.isMalformed else { return nil }
        self.name = name
    }
}
