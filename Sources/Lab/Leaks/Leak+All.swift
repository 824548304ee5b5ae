extension Leak {
    /// Every leak that packets show.
    public static let all: [Leak] =
        [
            .dnsISP, .searchList, .advertisedResolver, .rogueResolver, .encryptedDNSRoute,
            .encryptedDNSBind, .designatedResolver, .proxyLocalResolve, .stunBind, .ntp,
            .connectivityProbe, .mdns, .otherProtocols, .ipv6Synthesised, .innerSource,
            .endpointPlaintext, .localnet, .dhcpRoute, .advertisedRoute, .fragments, .icmpBind,
            .udpBypass, .ipv6Advertised, .stableIdentifier, .interfaceBind, .halfRoute, .forwarded,
            .forwarded6, .splitMark, .splitUser, .cleartextProxy, .leaseIdentity, .pathSize,
            .arpInner, .bootstrapName, .lanScope, .controlPlane, .resolvedLink,
        ] + boundIPv6

    /// Harmless things that look like leaks, and must stay green.
    public static let lookAlikes: [Leak] = [
        .tunnelResolver, .tunnelResolver6, .publicResolver, .leaseRenewed, .trustedNeighbours,
        .portalAllowed, .secondPeer, .clientErrors, .entryErrors, .otherExit, .containerInside,
        .encryptedDNSInside, .noIPv6,
        .arpIgnored, .lanAllowed, .hostileHome, .controlPlaneEncrypted, .resolved,
    ]

    /// The leak or look-alike of that id; nil if there is none.
    public static func named(_ id: String) -> Leak? {
        (all + unseen + lookAlikes).first { $0.id == id }
    }
}
