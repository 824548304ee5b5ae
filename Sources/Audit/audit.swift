public import Evidence

/// A check, and what became of it.
public struct Judgement: Sendable {
    /// The check.
    public let check: Check
    /// What it decided, after its needs were looked at.
    public let verdict: Verdict
    /// Whether it fails on the frames that were made up for it.
    public let canFire: Bool
}

/// Judges a recording.
///
/// This is the one place where blindness voids a pass: a check that passes although one of its
/// needs was not met becomes inconclusive. A fail stands, however blind the run was.
public func audit(_ recording: Recording, with checks: [Check], under policy: Policy) -> [Judgement]
{
    let scene = Case(recording, policy, checks: checks)
    return checks.map { check in
        let fires = canFire(check)
        var verdict = scene.allowingGrace(check.judge(scene))
        if verdict.isPass, let doubt = blindness(of: check, in: scene, canFire: fires) {
            verdict = .inconclusive(doubt)
        }
        return Judgement(check: check, verdict: verdict, canFire: fires)
    }
}

/// The first need of a check that was not met; nil if all were.
private func blindness(of check: Check, in scene: Case, canFire: Bool) -> Doubt? {
    for need in Need.allCases where check.needs.contains(need) {
        if let doubt = doubt(about: need, of: check, in: scene, canFire: canFire) { return doubt }
    }
    return nil
}

private func doubt(
    about need: Need, of check: Check, in scene: Case, canFire: Bool
) -> Doubt? {
    let recording = scene.recording
    if recording.coverage.withheld.contains(need) {
        return Doubt(code(of: need), fact: "the recording does not vouch for it")
    }
    if let gap = recording.coverage.gap(breaking: need) {
        return Doubt(gap.code, fact: gap.text)
    }
    switch need {
    case .tap:
        return nil
    case .tunnelAlive:
        let dead = recording.steadyStages.first {
            let seen = recording.outerTraffic(stage: $0)
            return seen.sent.isEmpty || seen.received.isEmpty
        }
        guard dead != nil || recording.steadyStages.isEmpty else { return nil }
        return Doubt(code(of: need), fact: "the outer flow was not seen in both directions")
    case .tunnelClass:
        guard let control = check.control else { return nil }
        if let probes = check.probes, !scene.tried(probes).isEmpty { return nil }
        let silent = recording.triedStages.first { stage in
            !recording.inside(stage: stage).contains { control($0.traffic) }
        }
        guard silent != nil || recording.triedStages.isEmpty else { return nil }
        return Doubt(code(of: need), fact: "no such traffic was seen inside the tunnel")
    case .hostKnown:
        guard recording.subject.host.basis == .unknown else { return nil }
        return Doubt(code(of: need), fact: "nobody can say which frames the host sent")
    case .claims:
        return nil
    case .probes:
        guard !recording.isLive || !recording.answers.contains(where: \.isTried) else {
            return nil
        }
        return Doubt(code(of: need), fact: "no probe was sent")
    case .responder:
        return nil
    case .detector:
        // A frame that left outside and that nobody names must not hide behind a pass.
        guard scene.unclaimed == 0 else {
            return Doubt(
                code(of: need), fact: "\(scene.unclaimed) stray packets are claimed by no check")
        }
        guard !canFire else { return nil }
        return Doubt(code(of: need), fact: "the check did not find its own made-up leak")
    }
}

/// Whether a check fails on the frames that were made up for it.
public func canFire(_ check: Check) -> Bool {
    check.judge(Case(check.specimen.recording(), Policy(), checks: [check])).isFail
}

/// The reason code of a need that was not met.
private func code(of need: Need) -> String {
    switch need {
    case .tap: "control.drops"
    case .tunnelAlive: "control.outer_alive"
    case .tunnelClass: "control.tunnel_class"
    case .hostKnown: "capture.no_host"
    case .claims: "capture.too_many_claims"
    case .probes, .responder: "control.path"
    case .detector: "control.detector"
    }
}
