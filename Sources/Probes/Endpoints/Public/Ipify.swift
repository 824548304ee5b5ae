internal import Wire

extension EndpointAdapter {
    /// ipify: `{"ip":"…"}`, from a host for each family.
    static let ipify = EndpointAdapter(
        name: "ipify", operatedBy: "ipify.org",
        learns: "the addresses that you come from, and when you asked",
        contacts: hosts(ipifyHosts),
        talks: { _ in
            ipifyHosts.map { host, isIPv4 in
                .get(host, "/?format=json", isIPv4: isIPv4, read: readIpify)
            }
        })

    private static let ipifyHosts = [("api.ipify.org", true), ("api6.ipify.org", false)]

    /// Reads `{"ip":"192.0.2.1"}`.
    static let readIpify: @Sendable ([UInt8]) -> EndpointReading? = { body in
        struct Body: Decodable { let ip: String }
        return EndpointJSON.decode(Body.self, body).flatMap { IPAddress($0.ip) }
            .map { EndpointReading(seen: $0) }
    }

    /// HTTPS to each of some hosts.
    static func hosts(_ hosts: [(String, Bool)]) -> [EndpointContact] {
        var contacts: [EndpointContact] = []
        for (host, _) in hosts where !contacts.contains(where: { $0.host == host }) {
            contacts.append(EndpointContact(.https, host))
        }
        return contacts
    }
}
