internal import Wire

extension EndpointAdapter {
    /// Cloudflare's resolver: a name of class CH whose text is the address of whoever asks.
    static let cloudflareWhoami = EndpointAdapter(
        name: "whoami.cloudflare", operatedBy: "Cloudflare",
        learns: "the addresses that you come from, and when you asked",
        contacts: [EndpointContact(.dns, "one.one.one.one")],
        talks: { _ in
            [true, false].compactMap { isIPv4 in
                .name(
                    "whoami.cloudflare", type: DNSType.txt, class: 3, at: "one.one.one.one",
                    isIPv4: isIPv4, read: readCloudflareWhoami)
            }
        })

    /// Reads our address.
    static let readCloudflareWhoami: @Sendable (NameAnswer) -> EndpointReading? = { answer in
        answer.texts.first?.first.flatMap { EndpointText.address($0) }
            .map { EndpointReading(seen: $0) }
    }
}
