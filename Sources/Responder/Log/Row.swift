internal import Wire

/// One arrival that the responder remembers.
struct Row {
    /// What a DNS query says beyond its name.
    struct Lookup {
        let type: UInt16
        /// The largest datagram that the asker takes; nil without EDNS.
        let size: UInt16?
        /// Whether the asker wants signatures (DO).
        let wantsSignatures: Bool
        let subnet: DNSClientSubnet?
    }

    let at: Timestamp
    let service: Service
    /// The name as received, the canary's identifier, or the transaction's in hexadecimal digits.
    let name: String
    let from: Endpoint
    /// Nil for anything but DNS.
    var lookup: Lookup?
    /// The transport where it is not the service's own: DNS over HTTPS.
    var transport: String?

    /// Writes the row as a JSON object.
    func write(to json: inout JSONText) {
        json.begin("{")
        json.member("at", at.rfc3339(digits: 9))
        json.member("kind", kind)
        json.member(lookup == nil ? "id" : "name", name)
        json.member("address", from.address.description)
        json.member("port", Int(from.port))
        json.member("transport", transport ?? service.transport)
        if let lookup {
            json.member("type", Int(lookup.type))
            json.member("ecs", lookup.subnet.map { "\($0.address)/\($0.sourcePrefix)" })
            json.member("edns_size", lookup.size.map(Int.init))
            json.member("do", lookup.wantsSignatures)
        }
        json.end("}")
    }

    private var kind: String {
        if lookup != nil { return "dns" }
        switch service {
        case .stunUDP, .stunTCP: return "stun"
        case .canaryUDP, .canaryTCP: return "canary"
        case .dnsUDP, .dnsTCP, .dot, .http, .https: return "http"
        }
    }
}
