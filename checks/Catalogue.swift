public import Audit
public import Evidence

/// The checks, in the order in which they claim stray frames.
///
/// A frame is counted under the first check that claims it, so the most specific cause comes first.
public enum Catalogue {
    /// Every check; behind those that claim stray frames stand those that judge something else.
    public static let checks: [Check] = [
        .dnsUnderlay53, .dnsSearchLocal, .dnsEncryptedBypass, .webRTCSrflx, .leakNTP,
        .leakConnectivityProbe, .leakLANChatter, .leakIPv6Transition, .leakIPv6Synth,
        .leakInnerSource, .leakServerIP, .leakLocalnet, .leakDHCPRoute, .leakRARoute,
        .leakFragments, .leakOtherProtocols, .leakUDPBypass, .leakIPv6Native, .leakIPv4Direct,
        .leakCleartextTunnel, .leakDHCPIdentity, .leakEUI64Stable, .metadataPMTUBlackhole,
        .dnsRogueResolver, .dnsBootstrapName, .dnsDDR, .adjacentARPInnerIP,
        .dnsProxyLocalResolve, .leakControlPlane, .leakInterfaceBind, .leakSplitExclusion,
        .leakEndpointPlaintext, .leakLANScope, .leakForwarded, .appProxyGap, .dnsResolverIdentity,
        .dnsECS, .exitIdentity, .exitDualStack,
        .webRTCHostCandidates, .dnsResolvedRouting, .killSwitchInterfaceDown,
        .killSwitchEstablished, .killSwitchDaemonKill, .killSwitchPeerBlackhole,
        .killSwitchSwitchGap, .killSwitchBootPreconnect, .killSwitchLinkChange,
        .killSwitchFamilyGap, .killSwitchDNSExempt, .killSwitchRuleConflict, .killSwitchRecovery,
    ]

    /// The checks that a recording can be judged by: those of probes need a run that sent some, those of
    /// the kill switch a drill with their fault.
    public static func checks(for recording: Recording) -> [Check] {
        let drilled = drilled(recording.drill)
        return checks.filter { check in
            guard check.id.area != "killswitch" else { return drilled.contains(check.id) }
            return recording.isLive || !check.isLiveOnly
        }
    }

    /// The checks of a drill's faults, and those that every fault says something of.
    private static func drilled(_ drill: Drill?) -> Set<CheckID> {
        guard let drill, !drill.faults.isEmpty else { return [] }
        let always: [Check] = [
            .killSwitchEstablished, .killSwitchFamilyGap, .killSwitchDNSExempt,
            .killSwitchRecovery,
        ]
        return Set(drill.faults.map(\.id.check) + always.map(\.id))
    }
}
