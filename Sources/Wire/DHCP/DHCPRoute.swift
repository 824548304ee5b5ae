/// A route that a DHCP server hands out: the way in of TunnelVision (CVE-2024-3661).
public struct DHCPRoute: Hashable, Sendable {
    /// Where the route leads.
    public let destination: IPPrefix
    /// The router to take; 0.0.0.0 says that the destination is on the link.
    public let router: IPAddress
    /// The option that carried it: 33, 121 or 249.
    public let option: UInt8
}

extension DHCPv4Message {
    /// Calls `visit` with each route of the options 33, 121 and 249.
    ///
    /// The pieces of an option that was split are joined (RFC 3396). A malformed route ends its
    /// option. Default routers (option 3) are not included; a client that gets option 121 ignores
    /// them (RFC 3442).
    @inline(never) public func visitRoutes(in bytes: RawSpan, _ visit: (DHCPRoute) -> Void) {
        visitRoutes(of: DHCPv4Option.staticRoutes, in: bytes, visit)
        visitRoutes(of: DHCPv4Option.classlessRoutes, in: bytes, visit)
        visitRoutes(of: DHCPv4Option.microsoftRoutes, in: bytes, visit)
    }

    private func visitRoutes(
        of code: UInt8, in bytes: RawSpan, _ visit: (DHCPRoute) -> Void
    ) {
        var pieces = 0
        var value = 0..<0
        visitOptions(in: bytes) { option, range in
            guard option == code else { return }
            if pieces == 0 { value = range }
            pieces += 1
        }
        if pieces == 1 {
            readRoutes(of: code, bytes, value, visit)
        } else if pieces > 1 {
            // Rare enough to pay for a copy.
            var joined: [UInt8] = []
            visitOptions(in: bytes) { option, range in
                if option == code { joined += [UInt8](bytes, range) }
            }
            let span = unsafe joined.span.bytes
            readRoutes(of: code, span, 0..<joined.count, visit)
        }
    }

    private func readRoutes(
        of code: UInt8, _ bytes: RawSpan, _ value: Range<Int>, _ visit: (DHCPRoute) -> Void
    ) {
        var at = value.lowerBound
        if code == DHCPv4Option.staticRoutes {
            while at <= value.upperBound - 8 {
                let address = IPAddress(v4In: bytes, at: at)
                if let destination = IPPrefix(address, length: classLength(address.v4)) {
                    let router = IPAddress(v4In: bytes, at: at &+ 4)
                    visit(DHCPRoute(destination: destination, router: router, option: code))
                }
                at = at &+ 8
            }
            return
        }
        while at < value.upperBound {
            let length = Int(bytes.u8(at))
            let octets = (length &+ 7) / 8
            let start = at &+ 1
            guard length <= 32, octets &+ 4 <= value.upperBound - start else { return }
            var address: UInt32 = 0
            for index in 0..<octets {
                address |= UInt32(bytes.u8(start &+ index)) << UInt32(24 - 8 * index)
            }
            if let destination = IPPrefix(IPAddress(v4: address), length: length) {
                let router = IPAddress(v4In: bytes, at: start &+ octets)
                visit(DHCPRoute(destination: destination, router: router, option: code))
            }
            at = start &+ octets &+ 4
        }
    }

    /// The prefix length of an option 33 destination: that of its class if the host part is zero,
    /// else it is a host (RFC 2132, 5.8).
    private func classLength(_ address: UInt32) -> Int {
        if address < 0x8000_0000, address & 0xff_ffff == 0 { return address == 0 ? 0 : 8 }
        if address >> 30 == 2, address & 0xffff == 0 { return 16 }
        if address >> 29 == 6, address & 0xff == 0 { return 24 }
        return 32
    }
}
