public import Wire

/// What `/etc/resolv.conf` says; see resolv.conf(5).
public struct ResolverConfiguration: Hashable, Codable, Sendable {
    /// A resolver that is asked.
    public struct NameServer: Hashable, Codable, Sendable {
        /// Where it is.
        public let address: IPAddress
        /// The interface of a link-local address, behind `%`.
        public var scope: OutsideText?
    }

    /// The resolvers in their order. Most programs ask the first three.
    public var nameServers: [NameServer] = []
    /// Suffixes that short names are tried with; of several lists the last counts.
    public var search: [OutsideText] = []
    /// Options in their order, such as `edns0`.
    public var options: [OutsideText] = []
    /// Lines that are not understood.
    public var unread: [OutsideText] = []
    /// Where the file leads, if it is a symbolic link.
    public var target: OutsideText?
    /// Whether `resolvectl` is installed, so that systemd-resolved may know more than the file.
    public var hasResolvectl = false

    /// Whether the file is the one in which systemd-resolved names itself as the only resolver, so
    /// that the real ones are elsewhere.
    public var isStub: Bool {
        target.map { $0.raw.hasSuffix("systemd/resolve/stub-resolv.conf") } ?? false
    }

    /// Reads the text of such a file.
    public init(_ text: [UInt8]) {
        for line in text.split(separator: 10) {
            // Comments begin in the first column.
            guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";")
            else { continue }
            let words = line.split { $0 == 32 || $0 == 9 || $0 == 13 }.map {
                String(decoding: $0, as: UTF8.self)
            }
            guard let keyword = words.first else { continue }
            let values = words.dropFirst()
            switch keyword {
            case "nameserver":
                if let value = values.first, let server = NameServer(value) {
                    nameServers.append(server)
                } else {
                    unread.append(OutsideText(String(decoding: line, as: UTF8.self)))
                }
            case "search": search = values.map { OutsideText($0) }
            case "domain": search = values.prefix(1).map { OutsideText($0) }
            case "options": options += values.map { OutsideText($0) }
            default: unread.append(OutsideText(String(decoding: line, as: UTF8.self)))
            }
        }
    }
}

extension ResolverConfiguration.NameServer {
    /// Reads an address with or without a scope.
    init?(_ text: String) {
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        self.init(address: address, scope: parts.dropFirst().first.map { OutsideText(String($0)) })
    }
}

extension ResolverConfiguration {
    /// No such file has more; what is longer is not read.
    private static let longest = 64 << 10

    /// Reads the file of the mount namespace that we are in.
    static func read(_ path: String = "/etc/resolv.conf") throws(HostError) -> ResolverConfiguration
    {
        var configuration = ResolverConfiguration(
            try BoundedFile.bytes(of: path, most: longest))
        configuration.target = BoundedFile.target(ofLink: path).map { OutsideText($0) }
        configuration.hasResolvectl = BoundedFile.isProgram("resolvectl")
        return configuration
    }
}
