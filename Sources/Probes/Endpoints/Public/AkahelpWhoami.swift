internal import Wire

extension EndpointAdapter {
    /// Akamai's newer name: a TXT record for each thing that it knows of the resolver.
    static let akahelp = EndpointAdapter(
        name: "whoami.ds.akahelp.net", operatedBy: "Akamai",
        learns: "the address of your resolver, the client subnet that it tells, and when it asked",
        contacts: [EndpointContact(.resolver, "whoami.ds.akahelp.net")],
        talks: { scene in
            scene.resolvers.compactMap { resolver in
                .name("whoami.ds.akahelp.net", type: DNSType.txt, at: resolver, read: readAkahelp)
            }
        })

    /// Reads the pairs `"ns" "ADDRESS"`, `"ecs" "ADDRESS/LENGTH/SCOPE"` and `"ip" "ADDRESS"`, the
    /// last of which is the client as far as the resolver told it.
    static let readAkahelp: @Sendable (NameAnswer) -> EndpointReading? = { answer in
        var values: [String: String] = [:]
        for record in answer.texts where record.count >= 2 {
            values[String(decoding: record[0], as: UTF8.self)] = String(
                decoding: record[1], as: UTF8.self)
        }
        guard let address = values["ns"].flatMap({ IPAddress($0) }) else { return nil }
        var sighting = ResolverSighting(address)
        sighting.subnet = values["ecs"].flatMap { EndpointText.subnet($0) }
        var reading = EndpointReading()
        reading.names = EndpointReading.Names(asked: 1, answered: 1)
        reading.resolvers = [sighting]
        reading.add("client", values["ip"])
        return reading
    }
}

extension EndpointTalk {
    /// One query to a resolver of the system, and its reader.
    static func name(
        _ text: String, type: UInt16, at resolver: NameServer,
        read: @escaping @Sendable (NameAnswer) -> EndpointReading?
    ) -> EndpointTalk? {
        name(text, type: type, at: "\(resolver.address)", port: resolver.port, read: read)
    }
}
