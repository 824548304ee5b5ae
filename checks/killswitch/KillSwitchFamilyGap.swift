internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// IPv4 and IPv6 are held alike.
    static let killSwitchFamilyGap = Check(
        "killswitch.family-gap",
        card: .familyGap,
        needs: drillNeeds,
        specimen: Specimen(
            [
                Specimen.sent.udp(
                    Specimen.address6, Specimen.port, Specimen.server6, 4000, Specimen.text)
            ],
            of: TrafficCell(.new, .udp, by: .root, to: Specimen.server6, port: 4000),
            under: .interfaceDeleted,
            others: [TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000)])
    ) { scene in
        guard scene.recording.isLeakable(false), scene.recording.isLeakable(true) else {
            return .notApplicable(
                Precondition("one_family", fact: "only one version of IP could leave"))
        }
        return scene.weigh(.familyGap, by: .familyGap, of: [.new])
    }
}

extension Card {
    fileprivate static let familyGap = Card(
        line: "One version of IP",
        claim: "IPv4 and IPv6 are held alike.",
        failure: "%d packets of the other version left",
        why: "The rules are for one version of IP alone, or stand in one table.",
        limits: "Needs a machine on which both versions could leave.",
        remedy: "Put the rules into a table of the inet family, which is for both.",
        commands: ["sudo watertight drill"],
        seenBy: ["lan", "isp", "destination"],
        severity: .critical,
        references: ["wg-quick(8), the example of its manual page"])
}
