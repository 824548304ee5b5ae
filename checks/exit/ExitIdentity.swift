internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// The address that the world sees.
    static let exitIdentity = Check(
        "exit.identity",
        card: .exitIdentity,
        needs: [.tunnelAlive, .probes, .detector],
        specimen: Specimen(answers: [Specimen.echo(seeing: Specimen.address6)])
    ) { scene in
        if let precondition = scene.recording.lackOfEndpoints {
            return .notApplicable(precondition)
        }
        let echoes = scene.recording.echoes
        let findings = scene.ownAddressFindings(echoes, .exitIdentity) + scene.wrongExits(echoes)
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        guard !echoes.isEmpty else {
            return .inconclusive(Doubt("control.path", fact: "no endpoint told what it saw"))
        }
        var agreed: [String] = []
        for isIPv4 in [true, false] {
            let told = echoes.filter { $0.seen?.isIPv4 == isIPv4 }
            let addresses = Set(told.compactMap(\.seen)).map(\.description).sorted()
            guard let address = addresses.first else { continue }
            guard addresses.count == 1 else {
                return .inconclusive(
                    Doubt(
                        "exit.disagreement",
                        fact:
                            "endpoints saw different addresses: \(addresses.joined(separator: ", "))"
                    ))
            }
            let endpoints = Set(told.map(\.remote)).count
            guard endpoints > 1 || scene.policy.isExit(told) else {
                return .inconclusive(
                    Doubt("exit.one_endpoint", fact: "one endpoint saw \(address), and no other"))
            }
            agreed.append("\(address), as \(endpoints) endpoints say")
        }
        return .pass(Citation(.path, fact: agreed.joined(separator: "; ")))
    }
}

extension Case {
    /// A finding where the exit was seen at an address that it is not advertised with.
    fileprivate func wrongExits(_ echoes: [Answer]) -> [Finding] {
        guard !policy.exits.isEmpty else { return [] }
        let wrong = echoes.filter { echo in
            guard let seen = echo.seen else { return false }
            let advertised = policy.exits.filter { $0.isIPv4 == seen.isIPv4 }
            return !advertised.isEmpty && !advertised.contains { $0.contains(seen) }
        }
        return [
            finding(
                of: wrong, title: "The exit has another address than it is advertised with",
                what: "The node hands the traffic on to another one, or its directory is wrong.",
                severity: .high, confidence: .probable)
        ].compactMap { $0 }
    }
}

extension Policy {
    /// Whether each of these saw an address that the exit is advertised with.
    fileprivate func isExit(_ echoes: [Answer]) -> Bool {
        !exits.isEmpty
            && echoes.allSatisfy { echo in
                echo.seen.map { seen in exits.contains { $0.contains(seen) } } ?? false
            }
    }
}

extension Card {
    fileprivate static let exitIdentity = Card(
        line: "Exit address",
        claim: "The world sees the exit's address, and not this machine's.",
        failure: "Endpoints saw an address that is not the exit's",
        why: """
            An endpoint that was asked where the routes lead saw an address of this machine, or one that \
            the exit is not advertised with.
            """,
        limits: """
            Asks the endpoints that the user named, over each version of IP. Two of them must agree, or \
            the policy names the exit's addresses. It does not know which network or country an address \
            belongs to.
            """,
        remedy: "Choose another exit, and tell the directory that lists this one.",
        commands: ["curl --interface wg0 https://ENDPOINT/"],
        seenBy: ["destination"],
        severity: .high,
        references: ["RFC 8489, section 14.2", "exitmap, module checktest"])
}
