extension Leak {
    /// Every leak.
    public static let all: [Leak] = [
        .dnsISP, .interfaceBind, .ipv6Advertised, .halfRoute, .dhcpRoute, .stunBind, .icmpBind,
        .ntp, .mdns, .localnet, .endpointPlaintext, .forwarded, .advertisedResolver,
        .rogueResolver, .fragments, .otherProtocols, .innerSource,
    ]

    /// Harmless things that look like leaks, and must stay green.
    public static let lookAlikes: [Leak] = [
        .tunnelResolver, .tunnelResolver6, .leaseRenewed, .trustedNeighbours, .secondPeer,
        .otherExit, .containerInside, .encryptedDNSInside, .noIPv6,
    ]

    /// The leak or look-alike of that id; nil if there is none.
    public static func named(_ id: String) -> Leak? {
        (all + lookAlikes).first { $0.id == id }
    }
}
