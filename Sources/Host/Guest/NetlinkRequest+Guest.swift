internal import Glibc
internal import Wire

/// What is asked of the kernel to make and to remove a guest (rtnetlink(7)).
extension NetlinkRequest {
    /// A pair of links: one here, the other in the namespace behind a descriptor.
    static func cable(_ name: String, to other: String, in namespace: Int32) -> NetlinkRequest {
        var peer = NetlinkRequest(
            16, flags: 0, header: [UInt8](repeating: 0, count: 16))
        peer.add(3, Array(other.utf8) + [0])
        peer.add(28, UInt32(bitPattern: namespace))
        var data = NetlinkRequest(0, flags: 0, header: [])
        data.add(1 | nested, peer.payload)
        var kind = NetlinkRequest(0, flags: 0, header: [])
        kind.add(1, Array("veth".utf8))
        kind.add(2 | nested, data.payload)
        var request = NetlinkRequest(
            16, flags: create, header: [UInt8](repeating: 0, count: 16))
        request.add(3, Array(name.utf8) + [0])
        request.add(18 | nested, kind.payload)
        return request
    }

    /// A link goes up.
    static func up(link: UInt32) -> NetlinkRequest {
        var header: [UInt8] = [0, 0, 0, 0]
        header.append(host: link)
        // IFF_UP, and that this bit alone is meant.
        header.append(host: UInt32(1))
        header.append(host: UInt32(1))
        return NetlinkRequest(16, flags: acknowledged, header: header)
    }

    /// A link goes away, and its other end with it.
    static func remove(link: UInt32) -> NetlinkRequest {
        var header: [UInt8] = [0, 0, 0, 0]
        header.append(host: link)
        header += [UInt8](repeating: 0, count: 8)
        return NetlinkRequest(17, flags: acknowledged, header: header)
    }

    /// A link gets an address; nobody is asked first whether somebody has it (IFA_F_NODAD).
    static func address(_ address: IPAddress, _ length: UInt8, of link: UInt32) -> NetlinkRequest {
        var header: [UInt8] = [IPFamily(of: address).number, length, 2, 0]
        header.append(host: link)
        var request = NetlinkRequest(20, flags: create, header: header)
        request.add(2, address.bytes)
        request.add(1, address.bytes)
        return request
    }

    /// Everything of a family goes by a neighbour on a link.
    static func defaultRoute(by gateway: IPAddress, of link: UInt32) -> NetlinkRequest {
        // Table main, made by hand, to anywhere, of the usual type.
        var request = NetlinkRequest(
            24, flags: create,
            header: [IPFamily(of: gateway).number, 0, 0, 0, 254, 4, 0, 1, 0, 0, 0, 0])
        request.add(5, gateway.bytes)
        request.add(4, link)
        return request
    }

    /// NLM_F_REQUEST and NLM_F_ACK, and with NLM_F_CREATE and NLM_F_EXCL.
    private static let acknowledged: UInt16 = 0x5
    private static let create: UInt16 = 0x605
    /// The attribute holds attributes (NLA_F_NESTED).
    private static let nested: UInt16 = 0x8000
}
