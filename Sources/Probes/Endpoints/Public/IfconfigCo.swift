internal import Wire

extension EndpointAdapter {
    /// ifconfig.co: the address, and what a database says of it.
    static let ifconfigCo = EndpointAdapter(
        name: "ifconfig.co", operatedBy: "ifconfig.co",
        learns: "the addresses that you come from, and when you asked",
        contacts: [EndpointContact(.https, "ifconfig.co")],
        talks: { _ in
            [true, false].map { .get("ifconfig.co", "/json", isIPv4: $0, read: readIfconfigCo) }
        })

    /// Reads the address, its country, network and host name.
    static let readIfconfigCo: @Sendable ([UInt8]) -> EndpointReading? = { body in
        struct Body: Decodable {
            let ip: String
            let country: LooseText?
            let asn: LooseText?
            let asn_org: LooseText?
            let hostname: LooseText?
        }
        guard let body = EndpointJSON.decode(Body.self, body), let address = IPAddress(body.ip)
        else { return nil }
        var reading = EndpointReading(seen: address)
        reading.add("country", body.country?.text)
        reading.add("asn", body.asn?.text)
        reading.add("organization", body.asn_org?.text)
        reading.add("hostname", body.hostname?.text)
        return reading
    }
}
