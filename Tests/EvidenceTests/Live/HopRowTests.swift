internal import Testing
internal import Wire

@testable internal import Evidence

/// Tunnels that lie in each other are written down and read again, in whatever order.
struct HopRowTests {
    private static var facts: HostFacts {
        var facts = HostFacts()
        facts.hops = [
            HostFacts.Hop(
                interface: "wg0", depth: 0, address: IPAddress(v4: 0xcb00_710a), port: 51_820),
            HostFacts.Hop(interface: "wg1", depth: 1),
        ]
        return facts
    }

    @Test func everyHopReadsBackAsItWas() throws {
        let bytes = try HostRow.bytes(of: Self.facts)
        #expect(try HostRow.facts(bytes, of: "run") == Self.facts)
        let turned = bytes.split(separator: UInt8(ascii: "\n")).reversed()
            .flatMap { $0 + [UInt8(ascii: "\n")] }
        #expect(try HostRow.facts(turned, of: "run").hops == Self.facts.hops)
    }

    @Test(arguments: [
        #"{"fact":"hop","name":"wg0"}"#, #"{"fact":"hop","depth":0}"#,
        #"{"fact":"hop","name":"wg0","depth":0,"addresses":["nowhere"]}"#,
        #"{"fact":"hop","name":"wg0","depth":0,"port":65536}"#,
    ]) func whatIsNoHopIsRefused(_ row: String) {
        #expect(throws: EvidenceError.self) { try HostRow.facts(Array(row.utf8), of: "run") }
    }
}
