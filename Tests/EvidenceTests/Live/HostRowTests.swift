internal import Testing
internal import Wire

@testable internal import Evidence

/// What the machine can be known by stands in `host.jsonl`, and whoever writes it cannot say what is none.
struct HostRowTests {
    @Test func whatTheMachineIsKnownByIsReadAsItWasWritten() throws {
        var facts = HostFacts()
        facts.interfaces = [
            HostFacts.Interface(
                name: "eth0", role: .underlay, addresses: [Specimen.address],
                station: Specimen.host),
            HostFacts.Interface(name: "wg0", role: .tunnel, addresses: [Specimen.inner]),
        ]
        facts.addressesAfter = [Specimen.address, Specimen.address6]
        facts.routers = [
            HostFacts.Router(IPAddress(v4: 0xc0a8_3201), station: MACAddress(0x0200_0000_5001)),
            HostFacts.Router(IPAddress(high: 0xfe80 << 48, low: 1)),
        ]
        facts.hostName = OutsideText("laptop \u{202e}\"")
        #expect(try HostRow.facts(HostRow.bytes(of: facts), of: "run") == facts)
    }

    @Test(arguments: [
        #"{"fact":"host_name"}"#, #"{"fact":"host_name","text":""}"#,
        #"{"fact":"router","addresses":[]}"#, #"{"fact":"router","addresses":["x"]}"#,
        #"{"fact":"router","addresses":["192.168.50.1","192.168.50.2"]}"#,
        #"{"fact":"router","addresses":["192.168.50.1"],"station":"x"}"#,
        #"{"fact":"addresses_after"}"#, #"{"fact":"addresses_after","addresses":["192.168.50"]}"#,
        #"{"addresses":[],"fact":"interface","leaks":[],"name":"eth0","networks":[],"role":"underlay","station":"0"}"#,
    ])
    func whatIsNotUnderstoodIsRefused(row: String) {
        #expect(throws: EvidenceError.self) {
            try HostRow.facts(Array((row + "\n").utf8), of: "run")
        }
    }
}
