internal import CShims
internal import Glibc
internal import Wire

/// A network namespace behind this machine, like a container's: what it sends, the machine forwards.
///
/// It hangs on a cable of its own. Nothing else of the machine is touched: whether packets of others
/// are forwarded, translated or blocked is what is to be found out. The kernel removes the namespace
/// and both ends of its cable once this process has ended, however it ends.
public final class Guest: Sendable {
    /// The name of this machine's end of the cable.
    public static let link = "wtguest0"

    /// The index of this machine's end of the cable.
    public let index: UInt32
    /// The guest's namespace, for `setns`; open as long as the guest is there.
    public let descriptor: Int32

    /// Both ends of a cable, of one version of IP, in networks for documentation (RFC 5737, RFC 3849).
    private struct Ends {
        let host: IPAddress
        let guest: IPAddress
        let length: UInt8
    }

    private static let ends = [
        Ends(host: IPAddress(v4: 0xc000_02fd), guest: IPAddress(v4: 0xc000_02fe), length: 30),
        Ends(
            host: IPAddress(high: 0x2001_0db8_ffff_ffff, low: 0xfd),
            guest: IPAddress(high: 0x2001_0db8_ffff_ffff, low: 0xfe), length: 126),
    ]

    /// Makes a guest in the namespace of the process; throws where that is refused, and then leaves
    /// nothing.
    public static func make() async throws(HostError) -> Guest {
        let descriptor = try await NetworkNamespace.own.run { () throws(HostError) in
            let descriptor = wt_new_network()
            guard descriptor >= 0 else {
                throw HostError(.namespace, subject: "guest", number: errno)
            }
            return descriptor
        }
        do throws(HostError) {
            return Guest(try await connect(descriptor), descriptor)
        } catch {
            // The cable goes with the namespace that its other end is in.
            close(descriptor)
            throw error
        }
    }

    private init(_ index: UInt32, _ descriptor: Int32) {
        self.index = index
        self.descriptor = descriptor
    }

    /// Removes the cable and gives up the namespace; what was asked there must have ended.
    public func remove() throws(HostError) {
        try Guest.change(.remove(link: index), "guest")
        close(descriptor)
    }

    private static func connect(_ descriptor: Int32) async throws(HostError) -> UInt32 {
        try change(.cable(link, to: "eth0", in: descriptor), "guest")
        let index = unsafe if_nametoindex(link)
        guard index != 0 else { throw HostError(.refused, subject: link, number: errno) }
        for end in ends { try change(.address(end.host, end.length, of: index), link) }
        try change(.up(link: index), link)
        try await NetworkNamespace(descriptor: descriptor).run { () throws(HostError) in
            try change(.up(link: unsafe if_nametoindex("lo")), "lo")
            let own = unsafe if_nametoindex("eth0")
            for end in ends { try change(.address(end.guest, end.length, of: own), "eth0") }
            try change(.up(link: own), "eth0")
            for end in ends { try change(.defaultRoute(by: end.host, of: own), "eth0") }
        }
        return index
    }

    private static func change(
        _ request: NetlinkRequest, _ subject: String
    ) throws(HostError) {
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        let ending = try socket.exchange(request, of: subject) { _, _ in }
        if case .refused(let number, _) = ending {
            throw HostError(.refused, subject: subject, number: number)
        }
    }
}
