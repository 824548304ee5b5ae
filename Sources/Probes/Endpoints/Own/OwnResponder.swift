internal import Wire

/// A responder of the user's, as `self=` names it:
/// `HOST[,key=KEY][,zone=ZONE][,http=PORT][,https=PORT][,dns=PORT][,dot=PORT]`.
///
/// HOST is an address or a name. Without any port HTTP is asked at 80; with a zone DNS is, at 53.
struct OwnResponder: Sendable {
    /// The host, as the user wrote it.
    let host: String
    /// The key that signs the answers; nil if the user gave none, and nothing is proven.
    private(set) var key: Ed25519PublicKey?
    /// The zone that the responder serves.
    private(set) var zone: DNSWireName?
    /// The port of each service that is asked.
    private(set) var ports: [EndpointContact.Service: UInt16] = [:]

    /// Reads what follows `self=`.
    init(_ text: Substring) throws(EndpointError) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        host = parts.first.map(String.init) ?? ""
        guard WebQuestion.isHost(host) else {
            throw EndpointError(text, "It begins with an address or the name of a host.")
        }
        for part in parts.dropFirst() { try add(part, of: text) }
        if ports[.http] == nil, ports[.https] == nil { ports[.http] = 80 }
        if zone != nil, ports[.dns] == nil { ports[.dns] = 53 }
        guard zone != nil || ports[.dns] == nil && ports[.dot] == nil else {
            throw EndpointError(text, "DNS is asked for names of a zone, so say zone=ZONE.")
        }
    }

    private mutating func add(
        _ part: Substring, of text: Substring
    ) throws(EndpointError) {
        let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else {
            throw EndpointError(text, "What follows the host is NAME=VALUE, between commas.")
        }
        let value = String(pair[1])
        switch pair[0] {
        case "key":
            key = Ed25519PublicKey(value)
            guard key != nil else {
                throw EndpointError(text, "The key is not one that a responder shows.")
            }
        case "zone":
            zone = DNSWireName(value)
            guard zone != nil, WebQuestion.isHost(value) else {
                throw EndpointError(text, "The zone is no name.")
            }
        case "http", "https", "dns", "dot":
            guard let service = EndpointContact.Service(rawValue: String(pair[0])),
                let port = UInt16(value), port > 0
            else { throw EndpointError(text, "A port is a number from 1 to 65535.") }
            ports[service] = port
        default:
            throw EndpointError(text, "It knows key, zone, http, https, dns and dot.")
        }
    }

    /// The adapter that asks it.
    var adapter: EndpointAdapter {
        var contacts: [EndpointContact] = []
        for service in [.http, .https, .dns, .dot] as [EndpointContact.Service] {
            if let port = ports[service] {
                contacts.append(EndpointContact(service, host, port: port))
            }
        }
        if let zone { contacts.append(EndpointContact(.resolver, "\(zone)")) }
        return EndpointAdapter(
            name: host, operatedBy: "yourself",
            learns: "whatever a server learns of those who ask it; it is yours",
            contacts: contacts, talks: talks)
    }

    /// The families that the host is asked over: an address has one, a name may have both.
    var families: [Bool] { IPAddress(host).map { [$0.isIPv4] } ?? [true, false] }

    /// Whose certificates are taken: with a key the signature proves more than any could.
    var trust: WebQuestion.Trust { key == nil ? .system : .anybody }
}
