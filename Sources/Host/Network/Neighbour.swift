public import Wire

/// What the kernel knows of a neighbour's MAC address.
public struct Neighbour: Hashable, Codable, Sendable {
    /// The version of IP.
    public let family: IPFamily
    /// The index of the link.
    public let link: UInt32
    /// The neighbour's address.
    public let address: IPAddress
    /// Its MAC address; nil if it did not answer.
    public var mac: MACAddress?
    /// How sure the kernel is (`NUD_…`): 2 reachable, 4 stale, 32 failed, 128 set by hand.
    public let state: UInt16
    /// Whether it says that it is a router.
    public let isRouter: Bool

    /// Whether somebody wrote it down, so that it stays.
    public var isPermanent: Bool { state & 0x80 != 0 }
}

extension Neighbour {
    /// The question for all neighbours of a family.
    static func request(_ family: IPFamily) -> NetlinkRequest {
        NetlinkRequest(
            30, answer: 28, header: [family.number] + [UInt8](repeating: 0, count: 11))
    }

    /// Reads an `ndmsg` and its attributes; nil if it is damaged.
    init?(_ bytes: RawSpan, _ payload: Range<Int>) {
        let start = payload.lowerBound
        guard payload.count >= 12, let family = IPFamily(number: bytes.u8(start)) else {
            return nil
        }
        self.family = family
        link = bytes.host32(start + 4)
        state = bytes.host16(start + 8)
        // NTF_ROUTER.
        isRouter = bytes.u8(start + 10) & 0x80 != 0
        var address: IPAddress?
        var attributes = NetlinkAttributes(start + 12..<payload.upperBound)
        while let (number, value) = attributes.next(in: bytes) {
            switch number {
            case 1: address = bytes.address(value)
            case 2 where value.count == 6: mac = MACAddress(in: bytes, at: value.lowerBound)
            default: continue
            }
        }
        guard let address, !attributes.isMalformed else { return nil }
        self.address = address
    }
}
