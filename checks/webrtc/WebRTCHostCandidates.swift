internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Addresses of the machine that any page can read.
    static let webRTCHostCandidates = Check(
        "webrtc.host-candidates",
        card: .hostCandidates,
        needs: [.probes, .detector],
        specimen: Specimen(answers: [Specimen.candidate(Specimen.inner)])
    ) { scene in
        let told = scene.recording.answers.filter { $0.kind == .browser }
        let own = scene.recording.ownAddresses
        let bare = told.filter { !$0.readByPage.isEmpty }
        let seenOutside = bare.filter { $0.readByPage.contains(where: own.contains) }
        let findings = [
            scene.finding(
                of: seenOutside, title: "A page reads this machine's own address",
                what: Card.hostCandidates.why, severity: .critical, confidence: .certain),
            scene.finding(
                of: bare.filter { !seenOutside.contains($0) }, title: Card.hostCandidates.failure,
                what: Card.hostCandidates.why, severity: .medium, confidence: .certain),
        ].compactMap { $0 }
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        // No browser says nothing of the tunnel, and another program may hold one: a doubt.
        guard let end = told.last(where: { $0.mark == Answer.endOfCandidates }), end.isTried else {
            return .inconclusive(Doubt("browser.none", fact: "no browser was asked"))
        }
        guard end.outcome != .silent else {
            return .inconclusive(
                Doubt("browser.late", fact: "the browser was still gathering at the end"))
        }
        guard !told.contains(where: { $0.outcome == .garbled }) else {
            return .inconclusive(Doubt("browser.failed", fact: "what it told cannot be read"))
        }
        let hidden = told.filter { $0.seen == nil && $0.outcome == .answered && $0 != end }
        guard !hidden.isEmpty else {
            return .inconclusive(Doubt("browser.no_candidate", fact: "it told no candidate"))
        }
        return .pass(
            Citation(.path, fact: "\(hidden.count) candidates with names in place of addresses"))
    }
}

extension Specimen {
    /// A host candidate with a literal address.
    fileprivate static func candidate(_ address: IPAddress) -> Answer {
        var answer = Answer(.browser, .routed, to: server, port: 3478, at: 0, outcome: .answered)
        answer.seen = address
        answer.mark = "host"
        return answer
    }
}

extension Card {
    fileprivate static let hostCandidates = Card(
        line: "Addresses that pages read",
        claim: "A web page cannot read addresses of this machine's interfaces.",
        failure: "A page reads addresses of this machine's interfaces",
        why: """
            A browser gave addresses of this machine's interfaces to a page that asked for no \
            permission. They tell machines behind one exit apart, and the tunnel they use.
            """,
        limits: """
            Asks the first browser of the Chromium family that is installed, with a fresh profile and \
            an empty page. Other browsers, settings of the user, and pages that may use the camera are \
            not tried.
            """,
        remedy: "Let the browser hide local addresses behind names, or handle no WebRTC at all.",
        commands: [
            "chromium --force-webrtc-ip-handling-policy=default_public_interface_only"
        ],
        seenBy: ["destination"],
        severity: .medium,
        references: ["RFC 8828, section 5", "RFC 8839, section 5.1", "RFC 8445, section 5.1.1"])
}
