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
        var findings = faults.indices.filter { !faults[$0].changes.isEmpty }.map { fault in
            Finding(
                severity: .medium, confidence: .certain,
                title: "The machine is not as it was: \(faults[fault].changes[0])",
                what: Card.recovery.why, basis: .changes(fault: fault), stage: 0)
        }
        findings += scene.disarmed(in: reading)
        if let verdict = Verdict(failing: findings) { return verdict }
        if let doubt = faults.indices.lazy.compactMap({ reading.doubt(about: $0) }).first {
            return .inconclusive(doubt)
        }
        guard let (again, first) = reading.rehearsal else {
            return .inconclusive(
                Doubt(
                    "killswitch.untried",
                    fact: "no fault that takes the interface away came again behind the recovery"))
        }
        let new = reading.tried(under: first).filter { $0.kind == .new }
        let held = new.filter { reading.hold(of: $0, under: first) != nil }
        // Where some left, only a firewall's hold of the others is a kill switch.
        guard
            held == new || held.contains(where: { reading.hold(of: $0, under: first) == .firewall })
        else {
            return .notApplicable(
                Precondition(
                    "killswitch.open", fact: "nothing held new flows, so nothing can be disarmed"))
        }
        let holds = Set(held.compactMap { reading.hold(of: $0, under: again) })
        return .held(
            by: holds,
            because: "the tunnel came back \(faults.count) times, nothing else changed, and one "
                + "fault more was ")
    }
}

extension Case {
    /// The finding that what blocked before a recovery did not block behind it.
    fileprivate func disarmed(in reading: DrillReading) -> [Finding] {
        guard let again = reading.rehearsal?.fault else { return [] }
        let strays = reading.strays(under: again, by: .disarmed)
        return finding(.recovery, strays, under: again, of: reading).map { finding in
            var finding = finding
            finding.title =
                "The kill switch was gone once the tunnel was back: \(strays.count) packets left "
                + "after \(reading.drill.faults[again].id.title)"
            return finding
        }
    }
}

extension Card {
    fileprivate static let recovery = Card(
        line: "Recovery",
        claim: """
            Behind a fault the tunnel comes back, the machine is as it was before, and one fault more is \
            held as well.
            """,
        failure: "The machine is not as it was",
        why: """
            What a client leaves behind breaks the next connection or disarms the kill switch: a resolver \
            that is gone, a route or a rule too many.
            """,
        limits: """
            Compares links, addresses, routes, rules, the firewall, the resolver and settings of the \
            kernel once the tunnel is back. Only a fault that takes the tunnel's interface away comes \
            again, for three seconds.
            """,
        remedy: "Let the client note what it changes before it does, and put that back.",
        commands: ["sudo watertight drill"],
        seenBy: [],
        severity: .medium,
        references: ["Catalogue of checks, area killswitch"])
}
