internal import Wire

extension EndpointAdapter {
    /// Mullvad: the address, and whether it is one of Mullvad's exits. It answers everybody.
    static let mullvad = EndpointAdapter(
        name: "mullvad", operatedBy: "Mullvad VPN",
        learns: "the addresses that you come from, and when you asked",
        contacts: hosts(mullvadHosts),
        talks: { _ in
            mullvadHosts.map { .get($0, "/json", isIPv4: $1, read: readMullvad) }
        })

    private static let mullvadHosts = [
        ("ipv4.am.i.mullvad.net", true), ("ipv6.am.i.mullvad.net", false),
    ]

    /// Reads the address, its place and network, and whether it is an exit of Mullvad's.
    static let readMullvad: @Sendable ([UInt8]) -> EndpointReading? = { body in
        struct Body: Decodable {
            let ip: String
            let country: LooseText?
            let city: LooseText?
            let organization: LooseText?
            let mullvad_exit_ip: Bool?
            let mullvad_exit_ip_hostname: LooseText?
            let mullvad_server_type: LooseText?
        }
        guard let body = EndpointJSON.decode(Body.self, body), let address = IPAddress(body.ip)
        else { return nil }
        var reading = EndpointReading(seen: address)
        reading.isExit = body.mullvad_exit_ip
        reading.add("country", body.country?.text)
        reading.add("city", body.city?.text)
        reading.add("organization", body.organization?.text)
        reading.add("exit", body.mullvad_exit_ip_hostname?.text)
        reading.add("type", body.mullvad_server_type?.text)
        return reading
    }
}
