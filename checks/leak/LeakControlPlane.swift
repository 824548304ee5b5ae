internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// What the client's own calls outside the tunnel tell.
    static let leakControlPlane = Check(
        "leak.control-plane",
        card: .controlPlane,
        needs: [.tap, .tunnelAlive, .hostKnown, .detector],
        specimen: .callInClear
    ) { scene in
        let findings = scene.tellingCalls
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        let recording = scene.recording
        let clients = recording.clients
        let unread = scene.calls(.callUnread) + UInt64(recording.ledger.openCalls)
        guard unread == 0 else {
            return .inconclusive(
                Doubt(
                    "control_plane.unread",
                    fact: "packets of the client's calls that could not be read: \(unread)"))
        }
        let strays = clients.isEmpty ? 0 : recording.unattributedStrays
        guard strays == 0 else {
            return .inconclusive(
                Doubt(
                    "control_plane.unattributed",
                    fact: "stray packets of which nobody knows the program: \(strays)"))
        }
        let read = scene.calls(.callSealed)
        if read > 0 {
            return .pass(Citation(.outerAlive, fact: "calls that were read: \(read), telling: 0"))
        }
        if let client = clients.first {
            let name = client.name.map { "\($0.raw) holds the tunnel" } ?? "its process is known"
            return .pass(Citation(.outerAlive, fact: "\(name), 0 calls of its own outside"))
        }
        guard recording.allowance.entries.allSatisfy({ !$0.isControlPlane }) else {
            return .inconclusive(
                Doubt("control_plane.unseen", fact: "no call to the control plane was seen"))
        }
        guard !recording.isTunnelOfKernel else {
            return .notApplicable(
                Precondition(
                    "kernel_tunnel", fact: "the kernel holds the tunnel, and no call is declared"))
        }
        return .inconclusive(
            Doubt("control_plane.unknown", fact: "nobody knows which packets are the client's"))
    }
}

extension Case {
    /// Number of packets of calls in which something was sighted, in any stage.
    fileprivate func calls(_ sighting: Sighting) -> UInt64 {
        recording.subject.reachedStages.reduce(0) {
            $0 + recording.ledger.tally(sighting, stage: $1).packets
        }
    }

    /// Findings in each stage, whatever it promises: who calls is told before there is a tunnel.
    fileprivate var tellingCalls: [Finding] {
        let kinds: [(Sighting, Severity, String)] = [
            (.callNamesUser, .critical, " in clear and told who uses the client"),
            (.callNamesNode, .high, " in clear and told which node was chosen"),
            (.callInClear, .high, " in clear"),
            (.callNamesProduct, .low, ", encrypted, under the product's name"),
        ]
        return recording.subject.reachedStages.flatMap { stage in
            kinds.compactMap { sighting, severity, what -> Finding? in
                let tally = recording.ledger.tally(sighting, stage: stage)
                guard !tally.isEmpty else { return nil }
                return Finding(
                    severity: severity, confidence: confidence,
                    title: Card.controlPlane.title(packets: tally.packets) + what,
                    what: Card.controlPlane.why, basis: .sighting(sighting), stage: stage)
            }
        }
    }
}

extension Specimen {
    /// A request in clear text to a declared address.
    fileprivate static var callInClear: Specimen {
        var specimen = Specimen([segment(to: 80, request("directory.example.com"))])
        specimen.entries = [
            AllowedTraffic(
                name: "directory", reason: "specimen", prefix: IPPrefix(host: server), port: 80,
                transport: IPProtocol.tcp, stage: nil, isControlPlane: true)
        ]
        return specimen
    }
}

extension Card {
    fileprivate static let controlPlane = Card(
        line: "The client's own calls",
        claim: "The client's own calls outside the tunnel do not tell who calls, or for what.",
        failure: "%d packets called the client's own service",
        why: """
            The client fetches lists of nodes, updates and prices outside the tunnel. Whoever is on the way \
            learns which product this address uses, and from a clear URL the node or the user too.
            """,
        limits: """
            Reads calls to the declared control plane, and in a live run those of the process that holds \
            the tunnel's own socket: how HTTP, TLS and QUIC begin. Of a URL it knows common query keys, \
            of a server name "vpn" and a few products. What the other end learns is not seen.
            """,
        remedy: """
            Call over HTTPS, through the tunnel once it is up, fetch whole lists rather than one node, and \
            hide the server name (ECH).
            """,
        commands: ["curl --interface wg0 https://directory.example.com/nodes"],
        seenBy: ["lan", "isp", "destination"],
        severity: .high,
        references: ["RFC 9849", "RFC 9110, section 17.9"])
}
