internal import Evidence
internal import Wire

extension Scenario {
    /// Domains of underlays that are tried: each is a name that the local network may learn.
    private static let mostSearches = 4

    /// What systemd-resolved is asked at its own address and nobody else is, so that these names show
    /// whom it asks: public ones, a single label, one below each domain of an underlay, and the
    /// names of the tunnel's addresses.
    var ofResolved: [Question] {
        let run = run.description
        var asked: [(name: DNSWireName?, type: UInt16)] = [
            (DNSWireName("r1.\(run).\(zone)"), DNSType.a),
            (DNSWireName("r2.\(run).\(zone)"), DNSType.aaaa),
            (DNSWireName("r3-\(run)"), DNSType.a),
        ]
        for domain in searches.prefix(Scenario.mostSearches) {
            asked.append((DNSWireName("r4.\(run).\(domain)"), DNSType.a))
        }
        for address in inner where !address.isLinkLocal {
            asked.append((DNSWireName(address.reverseName), DNSType.ptr))
        }
        return asked.compactMap { ask in
            guard let stub = HostFacts.Resolved.stubs.first, let name = ask.name else { return nil }
            return Question(
                .lookUp(name, type: ask.type, overTCP: false), to: stub, port: 53)
        }
    }
}
