internal import Evidence
internal import Wire

/// Payloads and packets that several specimens need, in the smallest form that is still real.
extension Specimen {
    /// The router's address.
    static let gateway = IPAddress(v4: 0xc0a8_3201)
    /// The router's link-local address.
    static let gateway6 = IPAddress(high: 0xfe80_0000_0000_0000, low: 0x0000_00ff_fe00_5001)
    /// A port of the machine's own choosing.
    static let port: UInt16 = 40_000
    /// Text without a meaning to any protocol.
    static let text = [UInt8]("no protocol in particular".utf8)

    /// What the machine sends to a group of stations.
    static func sent(to group: UInt64) -> FrameBuilder {
        FrameBuilder(from: host, to: MACAddress(group))
    }

    /// A datagram from the machine to a server that is not the tunnel's.
    static func datagram(to port: UInt16, _ payload: [UInt8]) -> [UInt8] {
        sent.udp(address, Specimen.port, server, port, payload)
    }

    /// A probe that was bound to the uplink and not answered.
    static func bound(to port: UInt16) -> Answer {
        probe(to: port, .interface("eth0"))
    }

    /// A probe to the server that was not answered.
    static func probe(to port: UInt16, _ path: Answer.Path) -> Answer {
        var answer = Answer(.udp, path, to: server, port: port, at: 0, outcome: .silent)
        answer.local = address
        answer.localPort = Specimen.port
        return answer
    }

    /// A segment with data from the machine to a server that is not the tunnel's.
    static func segment(to port: UInt16, _ payload: [UInt8]) -> [UInt8] {
        sent.tcp(address, Specimen.port, server, port, payload, acknowledgement: 1, flags: 0x18)
    }

    /// A name as DNS writes it (RFC 1035, 3.1).
    static func labels(_ name: String) -> [UInt8] {
        name.split(separator: ".").flatMap { label in
            [UInt8(truncatingIfNeeded: label.utf8.count)] + Array(label.utf8)
        } + [0]
    }

    /// A query for an A record, recursion desired (RFC 1035, 4.1).
    static func query(_ name: String) -> [UInt8] {
        [0x1f, 0x2e, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + labels(name) + [0, 1, 0, 1]
    }

    /// A STUN binding request without attributes (RFC 8489, 5).
    static let binding: [UInt8] =
        [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42] + Array(repeating: 0x5c, count: 12)

    /// The request of a browser or of a connectivity check.
    static func request(_ name: String) -> [UInt8] {
        Array("GET / HTTP/1.1\r\nHost: \(name)\r\nConnection: close\r\n\r\n".utf8)
    }

    /// A TLS record with a ClientHello that names a server (RFC 8446, 4.1.2; RFC 6066, 3).
    static func hello(_ name: String) -> [UInt8] {
        let entry = [0] + counted(Array(name.utf8))
        let extensions = [0, 0] + counted(counted(entry))
        let suites = counted([0x13, 0x01])
        let body =
            [3, 3] + Array(repeating: 0x5c, count: 32) + [0] + suites + [1, 0]
            + counted(extensions)
        return [22, 3, 1] + counted([1, 0] + counted(body))
    }

    /// A DHCP message with its type first among the options (RFC 2131, 2).
    ///
    /// Types: 3 asks for a lease, 5 acknowledges it.
    static func lease(_ type: UInt8, of leased: IPAddress, options: [UInt8]) -> [UInt8] {
        let isAnswer = type == 5
        let head: [UInt8] = [isAnswer ? 2 : 1, 1, 6, 0, 0x1f, 0x2e, 0x3d, 0x4c, 0, 0, 0, 0]
        let addresses =
            [0, isAnswer ? leased.v4 : 0, 0, 0].flatMap { FrameBuilder.bytes(UInt32($0)) }
        let station = FrameBuilder.bytes(host.value).suffix(6) + Array(repeating: 0, count: 10)
        let names = [UInt8](repeating: 0, count: 192)
        return head + addresses + station + names
            + [0x63, 0x82, 0x53, 0x63, 53, 1, type] + options + [255]
    }

    /// A lease that a router's DHCP server acknowledges.
    static func acknowledgement(of leased: IPAddress, options: [UInt8]) -> [UInt8] {
        received.udp(gateway, 67, leased, 68, lease(5, of: leased, options: options))
    }

    /// Bytes behind their number in 16 bits.
    private static func counted(_ bytes: [UInt8]) -> [UInt8] {
        FrameBuilder.bytes(UInt16(truncatingIfNeeded: bytes.count)) + bytes
    }
}
