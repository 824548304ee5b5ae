internal import CShims
internal import Evidence
internal import Glibc
internal import Wire

/// What the kernel does with a packet to one destination.
public enum RouteLookup: Hashable, Codable, Sendable {
    /// The route that it takes.
    case route(Route)
    /// There is none, or one that refuses; with the kernel's reason.
    case unreachable(reason: String)

    /// The link that the packet leaves by; nil if it does not leave, or is delivered here.
    public var link: UInt32? {
        // RTN_UNICAST; everything else is delivered here, or nowhere.
        if case .route(let route) = self, route.type == 1 { route.hops.first?.link } else { nil }
    }
}

extension RouteLookup {
    /// The question where a packet to `destination` goes.
    static func request(
        to destination: IPAddress, mark: UInt32, user: UInt32?, link: UInt32?
    ) -> NetlinkRequest {
        let family = IPFamily(of: destination)
        var header = [UInt8](repeating: 0, count: 8)
        header[0] = family.number
        header[1] = UInt8(truncatingIfNeeded: family.size * 8)
        // RTM_F_LOOKUP_TABLE: the answer names the table that decided, which IPv6 always does.
        header.append(host: UInt32(family == .ipv4 ? 0x1000 : 0))
        var request = NetlinkRequest(26, answer: 24, isDump: false, header: header)
        request.add(1, destination.bytes)
        if let link { request.add(4, link) }
        if mark != 0 { request.add(16, mark) }
        if let user { request.add(25, user) }
        return request
    }

    /// Asks the kernel in the namespace of the calling thread.
    static func ask(
        _ request: NetlinkRequest, to destination: IPAddress
    ) throws(HostError) -> RouteLookup {
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        let subject = "route to \(destination)"
        var route: Route?
        let ending = try socket.exchange(request, of: subject) { route = Route($0, $1) }
        switch ending {
        case .refused(let number, let isOurs):
            // What routes that refuse or drop say; a black hole says EINVAL.
            let words = [ENETUNREACH, EHOSTUNREACH, EACCES, EINVAL, EAGAIN]
            guard !isOurs, words.contains(number) else {
                throw HostError(.refused, subject: subject, number: number)
            }
            return .unreachable(reason: SystemReason.sentence(number))
        case .complete, .interrupted:
            guard let route else {
                throw HostError(.damaged, subject: subject, reason: "The answer cannot be read.")
            }
            return .route(route)
        }
    }
}

extension IPAddress {
    /// The four or sixteen bytes of the address.
    var bytes: [UInt8] {
        if isIPv4 {
            return stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: v4 >> $0) }
        }
        return [high, low].flatMap { half in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> $0) }
        }
    }
}
