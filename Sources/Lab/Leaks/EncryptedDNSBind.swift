extension Leak {
    /// A program's own resolver over HTTPS past the tunnel.
    static let encryptedDNSBind = Leak(
        "doh-bind", "A program bound to the physical interface asks a resolver over HTTPS.",
        reds: ["dns.encrypted-bypass"],
        apply: { lab throws(LabError) in
            try lab.start(
                Fetch.lookUp(
                    ["--interface", Addresses.underlay], rate: Fetch.seldom))
        })
}

extension Fetch {
    /// A look-up of `srv.leak.test` over HTTPS (RFC 8484): a question in base64url.
    static func lookUp(_ options: [String] = [], rate: Int = 300) -> Fetch {
        Fetch(
            url: "https://doh.leak.test/dns-query"
                + "?dns=AAABAAABAAAAAAAAA3NydgRsZWFrBHRlc3QAAAEAAQ",
            options: ["-4"] + options, rate: rate)
    }
}
