internal import Wire

extension EndpointAdapter {
    /// Mullvad's test of resolvers: each made-up name tells which resolver came to ask for it.
    static let mullvadResolvers = EndpointAdapter(
        name: "mullvad-dns", operatedBy: "Mullvad VPN",
        learns: "the addresses of your resolvers and of your tunnel, and that they belong together",
        contacts: [EndpointContact(.https, "*.dnsleak.am.i.mullvad.net")],
        talks: { _ in
            (0..<mullvadNames).map { _ in
                .get(
                    "\(EndpointText.nonce(32)).dnsleak.am.i.mullvad.net", "/",
                    read: readMullvadResolvers)
            }
        })

    /// Names for each of which a page is fetched; with those of the others they are twenty, fewer than
    /// which a pool of resolvers may hide behind.
    static let mullvadNames = 12

    /// Reads a list of resolvers, which may be empty: nobody came to ask.
    static let readMullvadResolvers: @Sendable ([UInt8]) -> EndpointReading? = { body in
        struct Resolver: Decodable {
            let ip: String
            let hostname: LooseText?
            let country: LooseText?
            let organization: LooseText?
            let mullvad_dns: Bool?
        }
        guard let list = EndpointJSON.decode([Resolver].self, body) else { return nil }
        var reading = EndpointReading()
        reading.names = EndpointReading.Names(asked: 1, answered: 1)
        for resolver in list.prefix(mostResolvers) {
            guard let address = IPAddress(resolver.ip) else { return nil }
            reading.resolvers.append(ResolverSighting(address))
            reading.add("\(address) organization", resolver.organization?.text)
            reading.add("\(address) country", resolver.country?.text)
            if resolver.mullvad_dns == true { reading.add("\(address) operator", "Mullvad") }
        }
        return reading
    }

    /// Most resolvers of one answer that are kept: pools have a few dozen.
    static let mostResolvers = 64
}
