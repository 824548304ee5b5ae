internal import Foundation
internal import Testing

/// A folder of `Tests/Recordings`, judged as a plain capture with the flags that say the same as its
/// manifest.
struct SealedRecording: Decodable, CustomTestStringConvertible {
    var testDescription = ""
    /// Where it is.
    var path = ""
    private let host: [String]
    private let outer: [String]
    private let interfaces: [Interface]
    private let stages: [Mark]

    private struct Interface: Decodable {
        let name: String
        let role: String
    }

    private struct Mark: Decodable {
        let name: String
        let at: String
    }

    private enum CodingKeys: CodingKey { case host, outer, interfaces, stages }

    /// The flags that stand for the manifest.
    var flags: [String] {
        var flags: [String] = []
        for name in host { flags += ["--host", name] }
        for flow in outer { flags += ["--outer", flow] }
        for mark in stages { flags += ["--stage", "\(mark.name)=\(mark.at)"] }
        for interface in interfaces where interface.role == "tunnel" {
            flags += ["--tunnel-if", interface.name]
        }
        return flags
    }

    /// A leak and a blind run of each kind of evidence: strata, sightings, outer flows, claims, names
    /// that span frames, fragments, several stages, cooked frames.
    static let some: [SealedRecording] = [
        "dns.encrypted-bypass/leak-doh-split", "dns.underlay-53/leak", "leak.cleartext-tunnel/leak",
        "leak.dhcp-identity/leak", "leak.dhcp-route/leak", "leak.eui64-stable/leak",
        "leak.fragments/leak", "leak.inner-source/leak", "leak.ipv6-synth/clean",
        "leak.localnet/leak", "leak.ra-route/blind", "leak.serverip/leak-name-in-clear",
        "leak.udp-bypass/leak", "metadata.pmtu-blackhole/leak", "webrtc.srflx/clean",
    ].compactMap(read)

    private static func read(_ name: String) -> SealedRecording? {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appendingPathComponent("Recordings/\(name)")
        do {
            let text = try Data(contentsOf: folder.appendingPathComponent("manifest.json"))
            var recording = try JSONDecoder().decode(SealedRecording.self, from: text)
            recording.path = folder.path
            recording.testDescription = name
            return recording
        } catch {
            Issue.record(error)
            return nil
        }
    }
}
