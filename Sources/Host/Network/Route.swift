public import Wire

/// A route of one of the kernel's tables, or the kernel's answer to a route look-up.
public struct Route: Hashable, Codable, Sendable {
    /// The version of IP.
    public let family: IPFamily
    /// The table: 254 is `main`, 255 `local`, 253 `default`.
    public var table: UInt32
    /// Where it leads.
    public var destination: IPPrefix
    /// The senders that it is for; nil for all of them.
    public var origin: IPPrefix?
    /// What happens to a packet (`RTN_…`): 1 is sent on, 2 delivered here, 6 dropped, 7 refused.
    public let type: UInt8
    /// Who made it (`RTPROT_…`): 2 the kernel, 3 at boot, 4 by hand, 9 from router advertisements,
    /// 16 DHCP.
    public let origination: UInt8
    /// How far the destination is: 0 anywhere, 253 on the link, 254 this machine.
    public let scope: UInt8
    /// The type of service that it is for; 0 for any.
    public let service: UInt8
    /// Routes with a smaller metric win.
    public var metric: UInt32 = 0
    /// The address that we send from, unless a program chooses.
    public var source: IPAddress?
    /// The ways to go; empty for routes that drop or refuse.
    public var hops: [NextHop] = []
    /// The number of the object that holds the ways, if they do not stand in the route itself.
    public var hopObject: UInt32?

    /// Whether it takes every destination of its family that no other route takes.
    public var isDefault: Bool { destination == family.everything && origin == nil }
}

extension Route {
    /// The question for all routes of a family, in all tables.
    static func request(_ family: IPFamily) -> NetlinkRequest {
        NetlinkRequest(
            26, answer: 24, header: [family.number] + [UInt8](repeating: 0, count: 11))
    }

    /// Reads an `rtmsg` and its attributes; nil if it is damaged.
    init?(_ bytes: RawSpan, _ payload: Range<Int>) {
        let start = payload.lowerBound
        guard payload.count >= 12, let family = IPFamily(number: bytes.u8(start)) else {
            return nil
        }
        self.family = family
        let (length, originLength) = (bytes.u8(start + 1), bytes.u8(start + 2))
        service = bytes.u8(start + 3)
        table = UInt32(bytes.u8(start + 4))
        origination = bytes.u8(start + 5)
        scope = bytes.u8(start + 6)
        type = bytes.u8(start + 7)
        destination = family.everything
        var only = NextHop()
        var attributes = NetlinkAttributes(start + 12..<payload.upperBound)
        var hasDestination = length == 0
        while let (number, value) = attributes.next(in: bytes) {
            switch number {
            case 1:
                guard let network = bytes.network(value, length: length, family: family) else {
                    return nil
                }
                destination = network
                hasDestination = true
            case 2: origin = bytes.network(value, length: originLength, family: family)
            case 4: only.link = bytes.number(value)
            case 5: only.gateway = bytes.address(value)
            case 6: metric = bytes.number(value) ?? 0
            case 7: source = bytes.address(value)
            case 9:
                guard let several = NextHop.list(bytes, value) else { return nil }
                hops = several
            case 15: table = bytes.number(value) ?? table
            case 18: only.gateway = NextHop.via(bytes, value)
            case 30: hopObject = bytes.number(value)
            default: continue
            }
        }
        guard hasDestination, originLength == 0 || origin != nil, !attributes.isMalformed else {
            return nil
        }
        if hops.isEmpty, only.link != nil || only.gateway != nil { hops = [only] }
    }
}
