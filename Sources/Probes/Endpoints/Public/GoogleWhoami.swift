internal import Wire

extension EndpointAdapter {
    /// Google: a name whose text is the address of whoever asks for it, resolver or not.
    static let google = EndpointAdapter(
        name: "o-o.myaddr.l.google.com", operatedBy: "Google",
        learns: "the addresses of your resolver and of your tunnel, and the client subnet",
        contacts: [
            EndpointContact(.resolver, googleName), EndpointContact(.dns, "ns1.google.com"),
        ],
        talks: { scene in
            let through = scene.resolvers.compactMap { resolver in
                EndpointTalk.name(
                    googleName, type: DNSType.txt, at: resolver, read: readGoogleResolver)
            }
            // Asked by ourselves, its own server must see us: if not, somebody else answered.
            let direct = [true, false].compactMap { isIPv4 in
                EndpointTalk.name(
                    googleName, type: DNSType.txt, at: "ns1.google.com", isIPv4: isIPv4,
                    read: readGoogleDirect)
            }
            return through + direct
        })

    private static let googleName = "o-o.myaddr.l.google.com"

    /// Reads the resolver's address, and the line about the client subnet, if there is one.
    static let readGoogleResolver: @Sendable (NameAnswer) -> EndpointReading? = { answer in
        guard let address = googleAddress(answer) else { return nil }
        var sighting = ResolverSighting(address)
        let mark = "edns0-client-subnet "
        for text in googleTexts(answer) where text.hasPrefix(mark) {
            sighting.subnet = EndpointText.subnet(text.dropFirst(mark.count))
        }
        var reading = EndpointReading()
        reading.names = EndpointReading.Names(asked: 1, answered: 1)
        reading.resolvers = [sighting]
        return reading
    }

    /// Reads our own address.
    static let readGoogleDirect: @Sendable (NameAnswer) -> EndpointReading? = { answer in
        googleAddress(answer).map { EndpointReading(seen: $0) }
    }

    private static func googleTexts(_ answer: NameAnswer) -> [String] {
        answer.texts.compactMap(\.first).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func googleAddress(_ answer: NameAnswer) -> IPAddress? {
        googleTexts(answer).lazy.compactMap { IPAddress($0) }.first
    }
}
