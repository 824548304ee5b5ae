internal import Wire

extension EndpointAdapter {
    /// STUN servers that anybody may ask: they tell the address and port that they saw.
    static let publicSTUN = EndpointAdapter(
        name: "stun", operatedBy: "Google, Cloudflare, Nextcloud, Twilio",
        learns: "the addresses that you come from over UDP, and when you asked",
        contacts: stunServers.map { EndpointContact(.stun, $0, port: $1) },
        talks: { _ in
            stunServers.flatMap { host, port in
                [true, false].map { stunTalk(host, port, isIPv4: $0) }
            }
        })

    private static let stunServers: [(String, UInt16)] = [
        ("stun.l.google.com", 19302), ("stun.cloudflare.com", 3478),
        ("stun.nextcloud.com", 443), ("global.stun.twilio.com", 3478),
    ]

    private static func stunTalk(_ host: String, _ port: UInt16, isIPv4: Bool) -> EndpointTalk {
        let ask = EndpointAsk(host: host, port: port, isIPv4: isIPv4, content: .binding)
        return EndpointTalk(
            kind: .stun, subject: "\(host):\(port)", name: host,
            first: .ask([ask]) { heard in
                switch heard.first {
                case .seen(let address): .end(EndpointReading(seen: address))
                case .failed(let outcome): .fail(outcome)
                default: .fail(.garbled)
                }
            })
    }
}
