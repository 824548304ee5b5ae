internal import Wire

extension EndpointAdapter {
    /// icanhazip: the address and a line end, from a host for each family.
    static let icanhazip = EndpointAdapter(
        name: "icanhazip", operatedBy: "Cloudflare",
        learns: "the addresses that you come from, and when you asked",
        contacts: hosts(icanhazipHosts),
        talks: { _ in
            icanhazipHosts.map { host, isIPv4 in
                .get(host, "/", isIPv4: isIPv4, read: readAddress)
            }
        })

    private static let icanhazipHosts = [
        ("ipv4.icanhazip.com", true), ("ipv6.icanhazip.com", false),
    ]

    /// Reads an address alone.
    static let readAddress: @Sendable ([UInt8]) -> EndpointReading? = { body in
        EndpointText.address(body).map { EndpointReading(seen: $0) }
    }
}
