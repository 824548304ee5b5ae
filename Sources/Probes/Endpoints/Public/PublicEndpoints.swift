extension EndpointAdapter {
    /// All that strangers run, and that are asked only if the user says so.
    public static let publicOnes: [EndpointAdapter] = [
        .ipify, .icanhazip, .ifconfigCo, .cloudflareTrace, .mullvad, .mullvadResolvers, .bashWS,
        .ipleakNet, .akamai, .akahelp, .google, .openDNS, .cloudflareWhoami, .publicSTUN,
    ]
}
