internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// The two exits of a tunnel that carries both versions of IP.
    static let exitDualStack = Check(
        "exit.dual-stack",
        card: .exitDualStack,
        needs: [.tunnelAlive, .probes, .detector],
        specimen: Specimen(answers: [
            Specimen.echo(seeing: IPAddress(v4: 0xcb00_711e)),
            Specimen.echo(seeing: Specimen.address6),
        ])
    ) { scene in
        let recording = scene.recording
        if let precondition = recording.lackOfEndpoints { return .notApplicable(precondition) }
        let echoes = recording.echoes
        let findings = scene.ownAddressFindings(
            echoes.filter { $0.seen?.isIPv4 == false }, .exitDualStack)
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        if let precondition = recording.lackOfIPv6, !recording.hasIPv6 {
            return .notApplicable(precondition)
        }
        guard let four = echoes.first(where: { $0.seen?.isIPv4 == true })?.seen else {
            return .inconclusive(Doubt("control.path", fact: "no endpoint was reached over IPv4"))
        }
        if let six = echoes.first(where: { $0.seen?.isIPv4 == false })?.seen {
            return .pass(Citation(.path, fact: "\(four) and \(six), neither of them our own"))
        }
        let tried = recording.answers.filter {
            $0.path == .routed && !$0.remote.isIPv4 && $0.isTried && $0.kind != .dns
        }
        guard !tried.isEmpty, tried.allSatisfy({ $0.outcome != .answered }) else {
            return .inconclusive(Doubt("control.path", fact: "no endpoint was asked over IPv6"))
        }
        return .pass(
            Citation(.path, fact: "\(four); IPv6 is blocked, \(tried.count) probes unanswered"))
    }
}

extension Recording {
    /// Whether the machine could send IPv6 outside, or has an address for it in the tunnel.
    fileprivate var hasIPv6: Bool {
        isLeakable(false)
            || host?.addresses(.tunnel).contains { !$0.isIPv4 && !$0.isLinkLocal } == true
    }
}

extension Card {
    fileprivate static let exitDualStack = Card(
        line: "Exit addresses of IPv4 and IPv6",
        claim: "Over IPv6 the world does not see this machine's own address either.",
        failure: "Over IPv6 an endpoint saw this machine's own address",
        why: """
            IPv4 leaves by the exit, while IPv6 shows the machine's own address: whoever is asked over \
            both knows who is behind the exit.
            """,
        limits: """
            Compares what endpoints saw with the machine's own addresses. Whether both exits belong to \
            the same operator or country is not looked up.
            """,
        remedy: "Carry IPv6 in the tunnel, or block it.",
        commands: ["sudo ip -6 route add unreachable default metric 1"],
        seenBy: ["destination"],
        severity: .medium,
        references: ["RFC 7359"])
}
