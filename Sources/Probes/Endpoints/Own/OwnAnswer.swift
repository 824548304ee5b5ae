internal import Wire

/// Reads what a responder says.
enum OwnAnswer {
    /// Most rows that are read: a run asks some two hundred times.
    private static let mostRows = 4_096

    /// Reads `/whoami`.
    static func whoami(
        _ body: [UInt8], mark: String
    ) -> (reading: EndpointReading, isOurs: Bool)? {
        struct Body: Decodable {
            let address: String
            let mark: String?
        }
        guard let body = EndpointJSON.decode(Body.self, body),
            let address = IPAddress(body.address)
        else { return nil }
        return (EndpointReading(seen: address), body.mark == mark)
    }

    /// Reads `/run/RUN`: who came to ask for some names.
    static func rows(
        _ body: [UInt8], mark: String, of names: [String], _ counts: EndpointReading.Names
    ) -> (reading: EndpointReading, isOurs: Bool)? {
        struct Body: Decodable {
            let mark: String?
            let dropped_rows: Int
            let dropped_runs: Int
            let rows: [OwnRow]
        }
        guard let body = EndpointJSON.decode(Body.self, body), body.rows.count <= mostRows else {
            return nil
        }
        var reading = EndpointReading()
        reading.names = counts
        var unseen = Set(names)
        let wanted = unseen
        for row in body.rows where row.kind == "dns" {
            guard let name = row.name?.lowercased(), wanted.contains(name) else { continue }
            guard let sighting = row.sighting else { return nil }
            unseen.remove(name)
            reading.resolvers.append(sighting)
        }
        reading.unseen = names.filter(unseen.contains)
        // Then a name without a row may have been asked for all the same.
        if body.dropped_rows > 0 { reading.add("dropped rows", "\(body.dropped_rows)") }
        if body.dropped_runs > 0 { reading.add("dropped runs", "\(body.dropped_runs)") }
        return (reading, body.mark == mark)
    }

    /// Reads the text of `whoami`: `key=value` between blanks.
    static func text(_ body: [UInt8]) -> ResolverSighting? {
        var values: [Substring: Substring] = [:]
        for word in String(decoding: body, as: UTF8.self).split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { values[parts[0]] = parts[1] }
        }
        guard let address = values["address"].flatMap({ IPAddress(String($0)) }) else { return nil }
        var sighting = ResolverSighting(address)
        sighting.port = values["port"].flatMap { UInt16($0) }
        sighting.transport = values["transport"].map { OutsideText(String($0)) }
        sighting.name = values["name"].map { OutsideText(String($0)) }
        sighting.type = DNSType.txt
        sighting.subnet = values["ecs"].flatMap { EndpointText.subnet($0) }
        sighting.ednsSize = values["edns_size"].flatMap { UInt16($0) }
        sighting.wantsSignatures = values["do"].map { $0 == "true" }
        sighting.at = values["at"].flatMap { Timestamp(String($0))?.nanoseconds }
        return sighting
    }
}

/// A row of a run: one query as it arrived.
private struct OwnRow: Decodable {
    let at: String
    let kind: String
    let name: String?
    let address: String
    let port: UInt16
    let transport: String
    let type: UInt16?
    let ecs: String?
    let edns_size: UInt16?
    let `do`: Bool?

    /// Who asked; nil if the row makes no sense.
    var sighting: ResolverSighting? {
        guard let address = IPAddress(address), let time = Timestamp(at) else { return nil }
        var sighting = ResolverSighting(address)
        sighting.port = port
        sighting.transport = OutsideText(transport)
        sighting.name = name.map { OutsideText($0) }
        sighting.type = type
        if let ecs {
            guard let subnet = EndpointText.subnet(ecs) else { return nil }
            sighting.subnet = subnet
        }
        sighting.ednsSize = edns_size
        sighting.wantsSignatures = self.do
        sighting.at = time.nanoseconds
        return sighting
    }
}
