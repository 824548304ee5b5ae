internal import Wire

extension EndpointAdapter {
    /// bash.ws: hands out a number, watches who asks for names below it, and tells.
    static let bashWS = EndpointAdapter(
        name: "bash.ws", operatedBy: "bash.ws",
        learns: "the addresses of your resolvers and of your tunnel, and that they belong together",
        contacts: [EndpointContact(.https, "bash.ws"), EndpointContact(.resolver, "bash.ws")],
        talks: { _ in
            [
                EndpointTalk(
                    kind: .http, subject: "https://bash.ws/id", name: "bash.ws",
                    first: .ask([bashPage("/id")]) { EndpointStep.body(of: $0, then: lookUpAll) })
            ]
        })

    /// Names that its own program asks for.
    static let bashNames = 10

    private static func bashPage(_ target: String) -> EndpointAsk {
        EndpointAsk(
            host: "bash.ws", port: 443, isIPv4: nil, content: .web(.https, target: target, .system))
    }

    /// Looks up the names below the number that was handed out. It goes into a name and a target, so
    /// it may hold nothing but letters and digits.
    private static func lookUpAll(_ body: [UInt8]) -> EndpointStep {
        let id = EndpointText.trimmed(body)
        guard 1...32 ~= id.utf8.count,
            id.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x7a ~= $0 | 0x20 })
        else { return .fail(.garbled) }
        let names = (1...bashNames).map { number in
            EndpointAsk(host: "\(number).\(id).bash.ws.", port: 53, isIPv4: true, content: .stub)
        }
        return .ask(names) { heard in
            // Whether a name has an address does not matter: who asked for it is what is told.
            let answered = heard.count { if case .addresses = $0 { true } else { false } }
            return .ask([bashPage("/dnsleak/test/\(id)?json")]) {
                EndpointStep.body(of: $0) { readBashWS($0, answered) }
            }
        }
    }

    /// Reads the list of our addresses and of resolvers. Its conclusion is a guess and left out.
    static func readBashWS(_ body: [UInt8], _ answered: Int) -> EndpointStep {
        struct Entry: Decodable {
            let ip: LooseText?
            let type: LooseText?
            let country_name: LooseText?
            let asn: LooseText?
        }
        guard let list = EndpointJSON.decode([Entry].self, body) else { return .fail(.garbled) }
        var reading = EndpointReading()
        reading.names = EndpointReading.Names(asked: bashNames, answered: answered)
        for entry in list.prefix(mostResolvers) {
            guard let address = entry.ip?.address else { continue }
            switch entry.type?.text {
            case "ip": reading.seen.append(address)
            case "dns": reading.resolvers.append(ResolverSighting(address))
            default: continue
            }
            reading.add("\(address) country", entry.country_name?.text)
            reading.add("\(address) asn", entry.asn?.text)
        }
        return .end(reading)
    }
}
