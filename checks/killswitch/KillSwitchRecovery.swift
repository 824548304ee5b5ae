internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Behind a fault the machine is as it was before.
    static let killSwitchRecovery = Check(
        "killswitch.recovery",
        card: .recovery,
        needs: drillNeeds,
        specimen: Specimen(
            [], of: TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000),
            under: .interfaceDeleted, changes: ["the list of resolvers differs"])
    ) { scene in
        guard let reading = DrillReading(scene.recording), !reading.drill.faults.isEmpty else {
            return .notDrilled
        }
        let faults = reading.drill.faults
        let findings = faults.indices.filter { !faults[$0].changes.isEmpty }.map { fault in
            Finding(
                severity: .medium, confidence: .certain,
                title: "The machine is not as it was: \(faults[fault].changes[0])",
                what: Card.recovery.why, basis: .changes(fault: fault), stage: 0)
        }
        if let verdict = Verdict(failing: findings) { return verdict }
        if let doubt = faults.indices.lazy.compactMap({ reading.doubt(about: $0) }).first {
            return .inconclusive(doubt)
        }
        return .pass(
            Citation(
                .fault, fact: "the tunnel came back \(faults.count) times, nothing else changed"))
    }
}

extension Card {
    fileprivate static let recovery = Card(
        line: "Recovery",
        claim: "Behind a fault the tunnel comes back, and the machine is as it was before.",
        failure: "The machine is not as it was",
        why: """
            What a client leaves behind breaks the next connection or disarms the kill switch: a resolver \
            that is gone, a route or a rule too many.
            """,
        limits: """
            Compares links, addresses, routes, rules, the firewall, the resolver and settings of the \
            kernel once the tunnel is back.
            """,
        remedy: "Let the client note what it changes before it does, and put that back.",
        commands: ["sudo watertight drill"],
        seenBy: [],
        severity: .medium,
        references: ["Catalogue of checks, area killswitch"])
}
