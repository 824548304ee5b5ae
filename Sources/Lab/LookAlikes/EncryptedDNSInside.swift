extension Leak {
    /// A browser's own resolver, inside the tunnel.
    static let encryptedDNSInside = Leak(
        "doh-inside", "A program resolves names over HTTPS, through the tunnel.",
        apply: { lab throws(LabError) in try lab.start(.lookUp()) })
}
