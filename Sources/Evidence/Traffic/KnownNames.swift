internal import Wire

/// Host names that give a conversation away: resolvers over HTTPS, and connectivity checks.
///
/// Compared by a 64-bit hash of the lower-cased name, without allocation.
enum KnownNames {
    /// Public resolvers over HTTPS; a name below one of these counts too, so they are hashed from
    /// their end, and one walk finds a suffix at each dot.
    ///
    /// From the operators' own pages and the list in curl's wiki; names only, since addresses move.
    private static let resolvers = hashesFromEnd([
        "dns.google", "dns.google.com", "dns64.dns.google", "cloudflare-dns.com",
        "one.one.one.one", "cloudflare-gateway.com", "dns.quad9.net", "dns9.quad9.net",
        "dns10.quad9.net", "dns11.quad9.net", "dns12.quad9.net", "doh.opendns.com",
        "doh.familyshield.opendns.com", "doh.umbrella.com", "dns.adguard.com",
        "adguard-dns.com", "dns.nextdns.io", "doh.cleanbrowsing.org", "dns.mullvad.net",
        "doh.dns.sb", "dns.sb", "doh.applied-privacy.net", "doh.libredns.gr", "doh.xfinity.com",
        "dns.alidns.com", "doh.pub", "doh.360.cn", "dns.controld.com", "freedns.controld.com",
        "dns0.eu", "dns.switch.ch", "odvr.nic.cz", "dns.digitale-gesellschaft.ch",
        "doh.ffmuc.net", "rethinkdns.com", "dns.njal.la", "doh.tiar.app", "public.dns.iij.jp",
        "ordns.he.net", "dnsforge.de", "dns.artikel10.org", "joindns4.eu", "doh.dns.apple.com",
        "dns.bebasid.com", "dns.twnic.tw", "dnspub.restena.lu", "doh.ibuki.run", "dns4all.eu",
    ])

    /// Captive-portal and connectivity checks of systems and browsers (catalogue,
    /// leak.connectivity-probe; vendors' documentation).
    private static let probes = hashes([
        "connectivity-check.ubuntu.com", "network-test.debian.org", "nmcheck.gnome.org",
        "fedoraproject.org", "detectportal.firefox.com", "connectivitycheck.gstatic.com",
        "connectivitycheck.android.com", "clients3.google.com", "captive.apple.com",
        "www.msftconnecttest.com", "ipv6.msftconnecttest.com", "www.msftncsi.com",
        "ipv6.msftncsi.com", "dns.msftncsi.com", "networkcheck.kde.org", "ping.archlinux.org",
        "ping.manjaro.org", "conncheck.opensuse.org", "capnet.elementary.io",
        "connectivity.cloudflareclient.com", "connectivity-check.kernel.org",
    ])

    /// Labels that operators put first in the name of a resolver over HTTPS.
    private static let resolverLabels = hashesFromEnd(["doh", "dns"])

    /// Whether a name in text form, with dots, is that of a resolver over HTTPS.
    static func isResolver(_ name: RawSpan) -> Bool {
        var state = NameHash()
        var label = NameHash()
        var at = name.byteCount
        while at > 0 {
            at &-= 1
            let byte = name.u8(at)
            if byte == UInt8(ascii: ".") {
                if resolvers.contains(state.value) { return true }
                label = NameHash()
            } else {
                label.add(byte)
            }
            state.add(byte)
        }
        return resolvers.contains(state.value) || resolverLabels.contains(label.value)
    }

    /// Whether a name in text form is that of a connectivity check.
    static func isProbe(_ name: RawSpan) -> Bool {
        var state = NameHash()
        state.add(name)
        return probes.contains(state.value)
    }

    /// The class that a ClientHello gives its flow; nil if it gives none.
    static func trafficClass(of hello: ClientHello, _ handshake: RawSpan) -> TrafficClass? {
        var speaksDNS = false
        hello.visitApplicationProtocols(in: handshake) { range in
            // "dot" (RFC 7858) and "doq" (RFC 9250), by their registered protocol names.
            if range.count == 3, handshake.be16(range.lowerBound) == 0x646f {
                let last = handshake.u8(range.lowerBound &+ 2)
                speaksDNS = speaksDNS || last == UInt8(ascii: "t") || last == UInt8(ascii: "q")
            }
        }
        if speaksDNS { return .encryptedDNS }
        guard let range = hello.serverNameRange else { return nil }
        let name = handshake.extracting(range)
        if isResolver(name) { return .encryptedDNS }
        return isProbe(name) ? .connectivityProbe : nil
    }

    /// The hash of a name in a DNS message, and whether it is that of a connectivity check.
    static func examine(_ message: RawSpan, nameAt offset: Int) -> (hash: UInt64, isProbe: Bool) {
        var state = NameHash()
        var labels = DNSLabels(at: offset)
        while let label = labels.next(in: message) {
            if state.isBegun { state.add(UInt8(ascii: ".")) }
            state.add(message.extracting(label))
        }
        return (state.value, probes.contains(state.value))
    }

    private static func hashes(_ names: [String]) -> HashTable {
        HashTable(names.map { hash(of: $0.utf8) })
    }

    private static func hashesFromEnd(_ names: [String]) -> HashTable {
        HashTable(names.map { hash(of: $0.utf8.reversed()) })
    }

    /// The hash of a name in text form, without a final dot.
    static func hash(of name: some Sequence<UInt8>) -> UInt64 {
        var state = NameHash()
        for byte in name { state.add(byte) }
        return state.value
    }
}

/// FNV-1a over lower-cased bytes (draft-eastlake-fnv).
struct NameHash {
    private static let basis: UInt64 = 0xcbf2_9ce4_8422_2325

    private(set) var value = NameHash.basis

    /// Whether a byte was added.
    var isBegun: Bool { value != NameHash.basis }

    @inline(always) mutating func add(_ byte: UInt8) {
        let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
        value = (value ^ UInt64(lower)) &* 0x100_0000_01b3
    }

    @inline(always) mutating func add(_ bytes: RawSpan) {
        var at = 0
        while at < bytes.byteCount {
            add(bytes.u8(at))
            at &+= 1
        }
    }
}

/// A few hashes that never change, found by their low bits: nearly every other hash meets an empty
/// slot at once.
private struct HashTable {
    private static var slotCount: Int { 256 }

    private var slots = [UInt64](repeating: 0, count: HashTable.slotCount)

    /// A table of at most a hundred hashes, none of them 0.
    init(_ hashes: [UInt64]) {
        for hash in hashes {
            var at = Int(hash & 255)
            while slots[at] != 0 { at = (at + 1) & 255 }
            slots[at] = hash
        }
    }

    func contains(_ hash: UInt64) -> Bool {
        var at = Int(hash & 255)
        while slots[at] != 0 {
            if slots[at] == hash { return true }
            at = (at &+ 1) & 255
        }
        return false
    }
}
