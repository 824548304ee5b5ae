internal import CNft
internal import FoundationEssentials
internal import Glibc
public import Wire

/// The nftables ruleset, in which iptables of today keeps its rules as well.
public struct Firewall: Hashable, Codable, Sendable {
    /// The ruleset as libnftables writes it in JSON, without counters (libnftables-json(5)).
    public let json: OutsideText
    /// Its tables, chains, sets and rules in their order, one line of JSON each, without the
    /// numbers that change when the same rule is made once more.
    public let rows: [OutsideText]

    /// Takes a ruleset apart; throws if it is none.
    init(json: [UInt8]) throws(HostError) {
        self.json = OutsideText(String(decoding: json, as: UTF8.self))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            let ruleset = try JSONDecoder().decode([String: [JSONTree]].self, from: Data(json))
            rows = try (ruleset["nftables"] ?? []).compactMap { entry in
                if case .object(let object) = entry, object["metainfo"] != nil { return nil }
                let line = try encoder.encode(entry.without(["handle"]))
                return OutsideText(String(decoding: line, as: UTF8.self))
            }
        } catch {
            throw HostError(.damaged, subject: "nftables", reason: "The ruleset is not its JSON.")
        }
    }

    /// Reads the ruleset of the calling thread's namespace.
    static func read() throws(HostError) -> Firewall {
        var text: UnsafeMutablePointer<CChar>?
        let outcome = unsafe wt_nft_list(&text)
        defer { unsafe free(text) }
        guard let text = unsafe text else {
            throw HostError(.refused, subject: "nftables", number: ENOMEM)
        }
        let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: text, count: strlen(text)))
        guard outcome == Int32(WT_NFT_LISTED.rawValue) else {
            let reason = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first ?? ""
            throw HostError(.refused, subject: "nftables", reason: String(reason) + ".")
        }
        return try Firewall(json: bytes)
    }
}

extension Machine {
    /// The nftables ruleset, or why it is not known: no library, or no privilege.
    public func firewall() async throws(HostError) -> Reading<Firewall> {
        try await namespace.run { () throws(HostError) in Reading(Firewall.read) }
    }

    /// What `/etc/resolv.conf` says in the mount namespace that we are in, whatever the network
    /// namespace.
    public func resolver() -> Reading<ResolverConfiguration> {
        Reading { () throws(HostError) in try ResolverConfiguration.read() }
    }
}
