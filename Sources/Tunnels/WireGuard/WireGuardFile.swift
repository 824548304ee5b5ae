public import Host
public import Wire

/// What a wg-quick file asks for, without keys (wg-quick(8)).
public struct WireGuardFile: Hashable, Sendable {
    /// Where routes are put.
    public enum Table: Hashable, Sendable {
        /// `main`, or for everything a table of its own beside rules and a mark.
        case automatic
        /// Nowhere.
        case off
        /// A table by its number.
        case number(UInt32)
    }

    /// A peer, without its keys.
    public struct Peer: Hashable, Sendable {
        /// The networks that are reached through it.
        public var allowed: [IPPrefix] = []
        /// Its address or name, and port, as written.
        public var endpoint: OutsideText?
    }

    /// Our addresses, each with the network's length.
    public var addresses: [OutsideText] = []
    /// The resolvers that programs shall ask.
    public var resolvers: [IPAddress] = []
    /// Suffixes that short names are tried with.
    public var search: [OutsideText] = []
    /// Largest packet in bytes.
    public var mtu: UInt32?
    /// Where routes are put.
    public var table = Table.automatic
    /// The mark of the tunnel's own packets; nil if wg-quick chooses one.
    public var mark: UInt32?
    /// The peers in their order.
    public var peers: [Peer] = []
    /// Commands to run, counted: they may change anything.
    public var commands = 0
    /// Lines that are not understood, by number from 1; what stands in them is not kept.
    public var unread: [Int] = []

    /// No such file has more; what is longer is not read.
    private static let longest = 1 << 20

    /// Reads a file; throws if it cannot be read.
    public init(path: String) throws(HostError) {
        var bytes = try BoundedFile.bytes(of: path, most: WireGuardFile.longest)
        self.init(bytes)
        // The keys in it.
        for index in bytes.indices { bytes[index] = 0 }
    }

    /// Reads the text of a file.
    public init(_ text: [UInt8]) {
        var section = ""
        let lines = text.split(separator: 10, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let line = WireGuardFile.trimmed(line.prefix { $0 != UInt8(ascii: "#") })
            if line.isEmpty { continue }
            if line.first == UInt8(ascii: "[") {
                section = String(decoding: line, as: UTF8.self).lowercased()
                if section == "[peer]" { peers.append(Peer()) }
                if section != "[peer]", section != "[interface]" { unread.append(index + 1) }
                continue
            }
            let name = line.prefix { $0 != UInt8(ascii: "=") }
            let key = String(decoding: WireGuardFile.trimmed(name), as: UTF8.self).lowercased()
            // Keys never become text.
            if ["privatekey", "publickey", "presharedkey"].contains(key) { continue }
            let value = WireGuardFile.trimmed(line.dropFirst(name.count + 1))
            if !read(key, String(decoding: value, as: UTF8.self), in: section) {
                unread.append(index + 1)
            }
        }
    }

    private mutating func read(_ key: String, _ value: String, in section: String) -> Bool {
        let words = value.split { $0 == "," || $0 == " " || $0 == "\t" }.map(String.init)
        switch (section, key) {
        case ("[interface]", "address"):
            addresses += words.map { OutsideText($0) }
            return words.allSatisfy { IPPrefix($0) != nil }
        case ("[interface]", "dns"):
            for word in words {
                if let address = IPAddress(word) {
                    resolvers.append(address)
                } else {
                    search.append(OutsideText(word))
                }
            }
        case ("[interface]", "mtu"):
            mtu = UInt32(decimal: value)
            return mtu != nil
        case ("[interface]", "table"):
            switch value.lowercased() {
            case "auto": table = .automatic
            case "off": table = .off
            case "main": table = .number(254)
            default:
                guard let number = UInt32(number: value) else { return false }
                table = .number(number)
            }
        case ("[interface]", "fwmark"):
            mark = value == "off" ? 0 : UInt32(number: value)
            return mark != nil
        case ("[interface]", "preup"), ("[interface]", "postup"), ("[interface]", "predown"),
            ("[interface]", "postdown"):
            commands += 1
        case ("[interface]", "listenport"), ("[interface]", "saveconfig"),
            ("[peer]", "persistentkeepalive"):
            break
        case ("[peer]", "allowedips"):
            let networks = words.compactMap { IPPrefix($0) }
            peers[peers.count - 1].allowed += networks
            return networks.count == words.count
        case ("[peer]", "endpoint"): peers[peers.count - 1].endpoint = OutsideText(value)
        default: return false
        }
        return true
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }
        var line = line.drop(while: isBlank)
        while let last = line.last, isBlank(last) { line.removeLast() }
        return line
    }
}
