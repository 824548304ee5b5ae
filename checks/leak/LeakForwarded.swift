internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// What the machine forwards for others.
    static let leakForwarded = Check(
        "leak.forwarded",
        card: .forwarded,
        needs: [.tap, .tunnelAlive, .hostKnown, .probes, .detector],
        specimen: Specimen(
            [Specimen.datagram(to: 4000, Specimen.text)],
            answers: [Specimen.probe(to: 4000, .forwarded)], machine: { $0.forwards = [4] })
    ) { scene in
        guard scene.recording.host?.forwards.isEmpty != true else {
            return .notApplicable(
                Precondition("no_forwarding", fact: "this machine forwards nothing"))
        }
        return .weigh(
            .forwarded, in: scene,
            of: { answer in
                answer.path == .forwarded
                    && scene.recording.host?.forwards.contains(answer.remote.isIPv4 ? 4 : 6) == true
            },
            strays: { $0.traits.contains(.forwarded) },
            seen: { $0.forwardedUnderFaults },
            explain: { scene.reason(of: .forwarded, for: $0) })
    }
}

extension Case {
    /// What guests sent outside under a fault that held the machine's own traffic. A drill knows its
    /// guest's canaries although nobody saw them come in.
    fileprivate var forwardedUnderFaults: [Finding] {
        guard let reading = DrillReading(recording) else { return [] }
        return reading.drill.faults.indices.flatMap { fault in
            let left = reading.strays(under: fault, by: .forwarded).filter {
                !recording.ledger.strata[$0.stratum].traffic.traits.contains(.forwarded)
            }
            return finding(.forwarded, left, under: fault, of: reading)
        }
    }
}

extension Card {
    fileprivate static let forwarded = Card(
        line: "Containers and guests",
        claim: "What this machine forwards for containers and guests stays in the tunnel.",
        failure: "%d packets that were forwarded left outside the tunnel",
        why: """
            A packet that the machine forwards for a container, a virtual machine or a guest passes \
            neither the routes nor the rules that hold its own packets.
            """,
        limits: """
            Sends from a throw-away namespace behind the machine, in a network for documentation. What \
            depends on a container's own address or interface is not tried, but what containers send \
            meanwhile is seen. Flows whose port was changed on the way are not told to be forwarded.
            """,
        remedy: "Drop in the forward chain too whatever does not leave by the tunnel.",
        commands: ["sudo nft insert rule inet filter forward oifname \"eth0\" drop"],
        seenBy: ["lan", "isp", "destination"],
        severity: .critical,
        references: ["nft(8), forward hook"])
}
