extension Leak {
    /// A proxy that everyone on the path can read.
    static let cleartextProxy = Leak(
        "socks", "The tunnel is a SOCKS proxy, which does not encrypt.",
        reds: ["leak.cleartext-tunnel"], asked: ["app.proxy-gap"],
        flags: ["--proxy", "socks5h://\(Proxy.address)"],
        shape: { $0.tunnel = .socks },
        apply: { lab throws(LabError) in
            try lab.start(
                Fetch(
                    url: "http://page%.leak.test/", options: ["--socks5-hostname", Proxy.address]))
        })

    /// Names that are looked up before the proxy is asked.
    static let proxyLocalResolve = Leak(
        "proxy-local-resolve", "A program looks names up by itself, then asks a SOCKS proxy.",
        // Look-ups are UDP, which a proxy over TCP leaves outside, and the proxy does not encrypt.
        reds: [
            "dns.underlay-53", "dns.proxy-local-resolve", "leak.udp-bypass",
            "leak.cleartext-tunnel",
        ],
        shape: { $0.tunnel = .socks },
        apply: { lab throws(LabError) in
            try lab.start(
                Fetch(url: "http://page%.leak.test/", options: ["--socks5", Proxy.address]))
        })
}
