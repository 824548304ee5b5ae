internal import Wire

/// Programs that resolve names for others: what they send is not their own doing.
enum ResolverNames {
    /// What such programs call themselves; the kernel cuts a name after 15 bytes.
    private static let known: Set<String> = [
        "systemd-resolve", "dnsmasq", "unbound", "nscd", "stubby", "dnscrypt-proxy",
    ]

    /// The port of plain DNS.
    static let port: UInt16 = 53

    /// The processes that are known to resolve for others, or that answer on port 53 themselves.
    static func processes(in sightings: [SocketSighting]) -> Set<Int32> {
        Set(
            sightings.filter { one in
                !one.isOurs
                    && (answers(one) || known.contains(one.name?.raw ?? ""))
            }.compactMap(\.process))
    }

    /// Whether a socket is there for others to ask for names.
    static func answers(_ one: SocketSighting) -> Bool {
        one.localPort == port && one.remote == nil
            && (one.kind == .udp || (one.kind == .tcp && one.isListening))
    }
}
