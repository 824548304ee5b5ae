internal import Glibc

/// Network namespaces are told apart by a number that the kernel never gives to another one.
extension Enclosure {
    /// `SO_NETNS_COOKIE` of Linux 5.14, which the C library's headers do not have.
    private static let socketOption: Int32 = 71

    /// The number of its network namespace.
    public func cookie() throws(HostError) -> UInt64 {
        try run { Result { () throws(HostError) in try Enclosure.cookieHere() } }.get()
    }

    /// The enclosure with a network namespace of that number: our own, that of a name, or that of any
    /// process; nil if nobody holds it any more.
    static func holding(_ cookie: UInt64, named: String?) -> Enclosure? {
        func matches(_ enclosure: Enclosure) -> Bool {
            do throws(HostError) { return try enclosure.cookie() == cookie } catch { return false }
        }
        if named == nil, matches(.own) { return .own }
        var seen: Set<String> = []
        let processes = (Folder.namesIfAny(of: "/proc") ?? []).filter { name in
            name.allSatisfy(\.isNumber)
                && BoundedFile.target(ofLink: "/proc/\(name)/ns/net").map {
                    seen.insert($0).inserted
                } ?? false
        }
        for name in (named.map { [$0] } ?? []) + names + processes {
            do throws(HostError) {
                let enclosure = try Enclosure(name)
                if matches(enclosure) { return enclosure }
            } catch {
                // Gone meanwhile.
                continue
            }
        }
        return nil
    }

    private static func cookieHere() throws(HostError) -> UInt64 {
        let file = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { throw HostError(.namespace, subject: "socket", number: errno) }
        defer { close(file) }
        var cookie: UInt64 = 0
        var length = socklen_t(MemoryLayout<UInt64>.size)
        guard unsafe getsockopt(file, SOL_SOCKET, socketOption, &cookie, &length) == 0 else {
            throw HostError(.namespace, subject: "network namespace", number: errno)
        }
        return cookie
    }
}
