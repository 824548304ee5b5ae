internal import Wire

extension EndpointAdapter {
    /// Cloudflare's trace: `key=value` lines about the request as it arrived.
    static let cloudflareTrace = EndpointAdapter(
        name: "cloudflare-trace", operatedBy: "Cloudflare",
        learns: "the addresses that you come from, when you asked, and how your TLS looks",
        contacts: [EndpointContact(.https, "www.cloudflare.com")],
        talks: { _ in
            [true, false].map {
                .get(
                    "www.cloudflare.com", "/cdn-cgi/trace", isIPv4: $0, read: readCloudflareTrace)
            }
        })

    /// Reads the lines. `colo` is where Cloudflare took the request, not where the exit is.
    static let readCloudflareTrace: @Sendable ([UInt8]) -> EndpointReading? = { body in
        var values: [Substring: String] = [:]
        for line in String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, values[parts[0]] == nil { values[parts[0]] = String(parts[1]) }
        }
        guard let address = values["ip"].flatMap({ IPAddress($0) }) else { return nil }
        var reading = EndpointReading(seen: address)
        reading.add("country", values["loc"])
        for key in ["colo", "http", "tls", "sni", "warp", "gateway"] {
            reading.add(key, values[Substring(key)])
        }
        return reading
    }
}
