internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// What the resolver tells of us.
    static let dnsECS = Check(
        "dns.ecs",
        card: .ecs,
        needs: [.tunnelAlive, .probes, .detector],
        specimen: Specimen(answers: [Specimen.handedOn])
    ) { scene in
        let answered = scene.recording.answers.filter {
            $0.kind == .whoami && $0.resolver != nil && $0.outcome == .answered
        }
        let told = answered.filter { ($0.clientSubnet?.length ?? 0) > 0 }
        let own = told.filter { answer in
            scene.recording.ownAddresses.contains { answer.clientSubnet?.contains($0) ?? false }
        }
        let exit = told.filter { answer in
            scene.recording.exitAddresses.contains { answer.clientSubnet?.contains($0) ?? false }
        }
        let others = told.filter { answer in
            !own.contains(answer) && !exit.contains(answer)
        }
        let findings = [
            scene.finding(
                of: own, title: "The resolver tells a part of this machine's own address",
                what: Card.ecs.why, severity: .critical, confidence: .probable),
            scene.finding(
                of: others, title: "The resolver tells a part of an unknown address",
                what: Card.ecs.why, severity: .medium, confidence: .probable),
            scene.finding(
                of: exit, title: "The resolver tells a part of the exit's address",
                what: "It tells no more than the exit's address does.", severity: .info,
                confidence: .probable),
        ].compactMap { $0 }
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        guard scene.recording.answers.contains(where: { $0.kind == .whoami }) else {
            return .notApplicable(.noEndpoint)
        }
        let names = Set(answered.compactMap(\.mark)).count
        guard names >= fewestNames else {
            return .inconclusive(
                Doubt("dns.too_few_names", fact: "\(names) look-ups reached an endpoint"))
        }
        return .pass(Citation(.path, fact: "\(names) names were asked without any client subnet"))
    }

    /// Look-ups below which a resolver that tells only sometimes may hide (catalogue, dns.ecs).
    private static let fewestNames = 5
}

extension Specimen {
    /// A look-up whose resolver handed on the network of the machine's IPv6 address.
    fileprivate static var handedOn: Answer {
        var answer = whoami(asks: entry)
        answer.clientSubnet = IPPrefix(address6, length: 56)
        return answer
    }
}

extension Card {
    fileprivate static let ecs = Card(
        line: "Client subnet in look-ups",
        claim: "The resolver does not tell other name servers whom it asks for.",
        failure: "The resolver tells name servers a part of the address it asks for",
        why: """
            The resolver puts a part of the asker's address into its questions (EDNS Client Subnet), so \
            every name server that it asks learns where the asker sits.
            """,
        limits: """
            Sees what reaches the endpoint's name server, which takes the option. A resolver that sends \
            it only to servers on a list of its own is not caught.
            """,
        remedy: "Use a resolver that does not send the option, or sends it empty.",
        commands: ["dig +short TXT whoami.ENDPOINT"],
        seenBy: ["destination"],
        severity: .medium,
        references: ["RFC 7871, section 11"])
}
