internal import Wire

extension EndpointAdapter {
    /// Akamai: a name whose address is that of the resolver which asks for it.
    static let akamai = EndpointAdapter(
        name: "whoami.akamai.net", operatedBy: "Akamai",
        learns: "the address of your resolver, and when it asked",
        contacts: [EndpointContact(.resolver, "whoami.akamai.net")],
        talks: { _ in [true, false].map(akamaiTalk) })

    private static func akamaiTalk(isIPv4: Bool) -> EndpointTalk {
        let name = "whoami.akamai.net."
        let ask = EndpointAsk(host: name, port: 53, isIPv4: isIPv4, content: .stub)
        return EndpointTalk(
            kind: .stub, subject: name, name: name,
            first: .ask([ask]) { heard in
                switch heard.first {
                case .addresses(let addresses): .end(readAkamai(addresses))
                case .failed(let outcome): .fail(outcome)
                default: .fail(.garbled)
                }
            })
    }

    /// Takes the addresses of the name for resolvers.
    static func readAkamai(_ addresses: [IPAddress]) -> EndpointReading {
        var reading = EndpointReading()
        reading.names = EndpointReading.Names(asked: 1, answered: 1)
        reading.resolvers = addresses.map { ResolverSighting($0) }
        return reading
    }
}
