internal import Wire

extension EndpointAdapter {
    /// OpenDNS: a name whose address is that of whoever asks its resolver for it.
    static let openDNS = EndpointAdapter(
        name: "myip.opendns.com", operatedBy: "Cisco",
        learns: "the addresses that you come from, and when you asked",
        contacts: [EndpointContact(.dns, "resolver1.opendns.com")],
        talks: { _ in
            [true, false].compactMap { isIPv4 in
                .name(
                    "myip.opendns.com", type: isIPv4 ? DNSType.a : DNSType.aaaa,
                    at: "resolver1.opendns.com", isIPv4: isIPv4, read: readOpenDNS)
            }
        })

    /// Reads our address.
    static let readOpenDNS: @Sendable (NameAnswer) -> EndpointReading? = { answer in
        answer.addresses.first.map { EndpointReading(seen: $0) }
    }
}
