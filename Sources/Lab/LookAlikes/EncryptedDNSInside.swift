extension Leak {
    /// A browser's own resolver, inside the tunnel.
    static let encryptedDNSInside = Leak(
        "doh-inside", "A program connects to a resolver over HTTPS through the tunnel.",
        apply: { lab throws(LabError) in
            try lab.start([Stimulus(.tcp(port: 443), to: Node.srv.ipv4 ?? "")])
        })
}
