internal import Wire

extension EndpointAdapter {
    /// ipleak.net: the address, and which resolver came to ask for a made-up name.
    static let ipleakNet = EndpointAdapter(
        name: "ipleak.net", operatedBy: "AirVPN",
        learns: "the addresses of your resolvers and of your tunnel, and that they belong together",
        contacts: [EndpointContact(.https, "*.ipleak.net")],
        talks: { _ in
            let addresses = [("ipv4.ipleak.net", true), ("ipv6.ipleak.net", false)].map {
                EndpointTalk.get($0, "/json/", isIPv4: $1, read: readIpleakAddress)
            }
            let resolvers = (0..<ipleakNames).map { _ in
                EndpointTalk.get(
                    "\(EndpointText.nonce(40)).ipleak.net", "/json/", read: readIpleakResolvers)
            }
            return addresses + resolvers
        })

    /// Names that are asked for: it is nobody's documented service, so few.
    static let ipleakNames = 6

    /// Reads our address, its country and network.
    static let readIpleakAddress: @Sendable ([UInt8]) -> EndpointReading? = { body in
        guard let body = EndpointJSON.decode(IpleakBody.self, body),
            let address = body.addresses.first
        else { return nil }
        var reading = EndpointReading(seen: address)
        reading.add("country", body.country_name?.text)
        reading.add("asn", body.as_number?.text)
        reading.add("organization", body.isp_name?.text)
        return reading
    }

    /// Reads the address of the resolver, or several as the keys of an object.
    static let readIpleakResolvers: @Sendable ([UInt8]) -> EndpointReading? = { body in
        guard let body = EndpointJSON.decode(IpleakBody.self, body), !body.addresses.isEmpty
        else { return nil }
        var reading = EndpointReading()
        reading.names = EndpointReading.Names(asked: 1, answered: 1)
        reading.resolvers = body.addresses.map { ResolverSighting($0) }
        return reading
    }
}

/// What ipleak.net says: `ip` is an address, or an object whose keys are.
private struct IpleakBody: Decodable {
    let addresses: [IPAddress]
    let country_name: LooseText?
    let as_number: LooseText?
    let isp_name: LooseText?

    private enum Key: String, CodingKey { case ip, country_name, as_number, isp_name }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        country_name = try container.decodeIfPresent(LooseText.self, forKey: .country_name)
        as_number = try container.decodeIfPresent(LooseText.self, forKey: .as_number)
        isp_name = try container.decodeIfPresent(LooseText.self, forKey: .isp_name)
        let text = try container.decode(LooseText.self, forKey: .ip)
        if let address = text.address {
            addresses = [address]
            return
        }
        let keys = try container.decode([String: LooseText].self, forKey: .ip).keys
        addresses = keys.sorted().prefix(EndpointAdapter.mostResolvers).compactMap { IPAddress($0) }
    }
}
