internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// While the client changes its server, nothing leaves outside the tunnel.
    static let killSwitchSwitchGap = Check(
        "killswitch.switch-gap",
        card: .switchGap,
        needs: drillNeeds,
        specimen: Specimen(
            [Specimen.datagram(to: 4000, Specimen.text)],
            of: TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000),
            under: .serverSwitch)
    ) { scene in
        let verdict = scene.weigh(.switchGap, under: [.serverSwitch])
        guard case .pass(let citation) = verdict, let reading = DrillReading(scene.recording) else {
            return verdict
        }
        let shares = reading.faults([.serverSwitch]).compactMap { fault in
            reading.share(of: reading.strays(under: fault, by: .fault), under: fault)
        }
        let all = OpenShare(
            opened: shares.reduce(0) { $0 + $1.opened }, of: shares.reduce(0) { $0 + $1.count })
        guard all.count >= fewest, all.bound <= mostOpen else {
            return .inconclusive(Doubt("killswitch.few_changes", fact: all.text))
        }
        return .pass(
            Citation(.fault, fact: "\(citation.fact), \(all.text)", holds: citation.holds))
    }
}

/// Fewer changes than this bound no share of use (catalogue, killswitch.switch-gap).
private let fewest = 20
/// The largest share of changes that may open, as far as it is known: 0 of 20 bound it at 16 %.
private let mostOpen = 0.2

extension Card {
    fileprivate static let switchGap = Card(
        line: "Change of server",
        claim: "While the client changes its server, nothing leaves outside the tunnel.",
        failure: "%d packets left",
        why: "The client takes the old tunnel down before the new one is up.",
        limits: "Says how many changes were seen; the next one may differ.",
        remedy: "Bring the new tunnel up first, and change the rules in the same transaction.",
        commands: ["sudo watertight drill"],
        seenBy: ["lan", "isp", "destination"],
        severity: .critical,
        references: ["Reconnect gaps of 161 to 373 ms with wg-quick"])
}
