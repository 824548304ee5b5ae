internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Names that are looked up here, although a proxy is asked.
    static let dnsProxyLocalResolve = Check(
        "dns.proxy-local-resolve",
        card: .proxyLocalResolve,
        needs: [.tap, .tunnelAlive, .hostKnown, .detector],
        specimen: Specimen(
            [
                Specimen.datagram(to: 53, Specimen.query("www.example.com")),
                // SOCKS 5: connect to 203.0.113.80, port 80 (RFC 1928, 4).
                Specimen.sent.tcp(
                    Specimen.address, Specimen.port, Specimen.entry, 1080,
                    [5, 1, 0, 1, 203, 0, 113, 80, 0, 80], acknowledgement: 1, flags: 0x18),
            ], isTCP: true)
    ) { scene in
        let proxies = scene.recording.ledger.examinations.filter(\.isProxy)
        guard !proxies.isEmpty else {
            return .notApplicable(Precondition("no_proxy", fact: "the tunnel is no proxy"))
        }
        let literal = proxies.reduce(0) { $0 + $1.literalRequests }
        let named = proxies.reduce(0) { $0 + $1.namedRequests }
        let findings = scene.strayFindings(.proxyLocalResolve) { $0.trafficClass == .dns }
        if literal > 0, let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        guard literal == 0, findings.isEmpty else {
            return .inconclusive(
                Doubt(
                    "proxy.by_address",
                    fact: "\(literal) of \(literal + named) requests name an address, and nobody "
                        + "was seen to look it up"))
        }
        guard named > 0 else {
            return .inconclusive(Doubt("proxy.unasked", fact: "no request to the proxy was seen"))
        }
        return .pass(Citation(.outerAlive, fact: "\(named) requests by name, 0 look-ups outside"))
    }
}

extension Card {
    fileprivate static let proxyLocalResolve = Card(
        line: "Names asked beside the proxy",
        claim: "Names are looked up by the proxy, and not by this machine.",
        failure: "%d packets looked up names outside, while the proxy was asked for addresses",
        why: """
            A program looks the name up itself and asks the proxy for the address. The local network \
            and the resolver learn every name, whatever the proxy hides.
            """,
        limits: """
            Reads SOCKS and HTTP proxies in clear text; a proxy inside TLS cannot be told from other \
            connections. Look-ups over TLS or HTTPS are not seen.
            """,
        remedy: "Let the proxy resolve: socks5h:// in place of socks5://, SOCKS 4a in place of 4.",
        commands: ["curl --socks5-hostname 203.0.113.10:1080 https://www.example.com/"],
        seenBy: ["lan", "isp", "isp_resolver"],
        severity: .critical,
        references: ["RFC 1928, section 4", "SOCKS 4A"])
}
