internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Who answers look-ups in the end.
    static let dnsResolverIdentity = Check(
        "dns.resolver-identity",
        card: .resolverIdentity,
        needs: [.tap, .tunnelAlive, .hostKnown, .probes, .detector],
        specimen: Specimen(answers: [Specimen.whoami(asks: IPAddress(v4: 0xc633_6435))])
    ) { scene in
        let asked = scene.recording.answers.filter { $0.kind == .whoami }
        let answered = asked.filter { $0.resolver != nil && $0.outcome == .answered }
        var groups: [Resolver: [Answer]] = [:]
        for answer in answered { groups[scene.resolver(of: answer), default: []].append(answer) }
        let findings = Resolver.allCases.compactMap { resolver in
            groups[resolver].flatMap { scene.finding(of: resolver, $0, by: .resolverIdentity) }
        }
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        guard !asked.isEmpty else { return .notApplicable(.noEndpoint) }
        let names = Set(answered.compactMap(\.mark)).count
        guard names >= fewestNames else {
            return .inconclusive(
                Doubt(
                    "dns.too_few_names",
                    fact: "\(names) of \(asked.count) look-ups reached the endpoint"))
        }
        guard scene.recording.isLeakable(true) || scene.recording.isLeakable(false) else {
            return .inconclusive(
                Doubt("control.leakable", fact: "no underlay offers a way past the tunnel"))
        }
        let addresses = Set(answered.compactMap(\.resolver)).map(\.description).sorted()
        return .pass(
            Citation(
                .path,
                fact: "\(names) names, all asked by the tunnel's own resolver "
                    + addresses.joined(separator: ", ")))
    }

    /// Look-ups below which a pool of resolvers may hide (catalogue, dns.resolver-identity).
    private static let fewestNames = 20
}

extension Specimen {
    /// A look-up of an endpoint's name, for which a resolver asked.
    static func whoami(asks resolver: IPAddress) -> Answer {
        var answer = Answer(
            .whoami, .routed, to: IPAddress(v4: 0x0a40_0001), port: 53, at: 0, outcome: .answered)
        answer.mark = "c1.specimen.leak.test"
        answer.endpoint = "self"
        answer.resolver = resolver
        return answer
    }
}

extension Card {
    fileprivate static let resolverIdentity = Card(
        line: "Whose resolver answers",
        claim: "Names end at the tunnel's own resolver.",
        failure: "Names ended at a resolver that is not the tunnel's",
        why: """
            Who resolves the names knows what is visited, however well the look-up is carried. The \
            endpoint's own name server saw who asked it.
            """,
        limits: """
            Needs an endpoint of the user's that tells who asks (--endpoints). A resolver is the tunnel's \
            own if it asks from the exit's address, or if the policy names it under resolver. The \
            provider's resolvers are not known, so they count as those of others. Networks and operators \
            of addresses are not looked up.
            """,
        remedy: "Use the resolver that the tunnel brings, or name the one you chose in the policy.",
        commands: ["resolvectl status", "cat /etc/resolv.conf"],
        seenBy: ["isp_resolver"],
        severity: .high,
        references: ["RFC 9076", "RFC 9156", "Greschbach et al., NDSS 2017"])
}
