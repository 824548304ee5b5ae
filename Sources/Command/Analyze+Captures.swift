internal import ArgumentParser
internal import Audit
internal import Evidence
internal import Wire

/// What the flags of `watertight analyze` say of captures.
extension Analyze {
    /// The files that the name of a reproducible run depends on.
    func inputs(of capture: String) -> [String] {
        RecordingFolder.isFolder(capture) ? [capture + "/manifest.json"] : [capture] + tunnel
    }

    /// What is read of a capture, or of a recording's folder, and how.
    func recording(
        of capture: String, under policy: Policy
    ) throws(EvidenceError) -> (Recording, CaptureAnalysis) {
        if RecordingFolder.isFolder(capture) {
            let folder = try RecordingFolder(capture)
            let allowance = policy.allowance(outer: folder.outer)
            return (try folder.recording(under: allowance), try folder.analysis(under: allowance))
        }
        let analysis = analysis(of: capture, under: policy)
        return (try analysis.run(), analysis)
    }

    /// The analysis of captures that the flags ask for.
    func analysis(of capture: String, under policy: Policy) -> CaptureAnalysis {
        let flows = outer.compactMap(OuterFlow.init)
        var analysis = CaptureAnalysis(
            capture: capture, allowance: policy.allowance(outer: flows))
        analysis.tunnels = tunnel
        analysis.tunnelInterfaces = Set(tunnelIf)
        analysis.marks = stage.compactMap(Analyze.mark)
        var identity = HostIdentity(basis: host.isEmpty ? .unknown : .named)
        for name in host { _ = identity.add(name) }
        analysis.host = identity
        return analysis
    }

    /// Reads `NAME=TIME`; nil if it is anything else.
    private static func mark(_ text: String) -> StageMark? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let stage = Stage(rawValue: String(parts[0])),
            let at = Timestamp(String(parts[1]))
        else { return nil }
        return StageMark(stage: stage, at: at.nanoseconds)
    }

    /// Refuses values that mean nothing, before any file is read.
    func validate() throws {
        let recordings = captures.filter(RecordingFolder.isFolder)
        guard captures.count == 1 || recordings.count == captures.count else {
            throw ValidationError("several captures are judged only if all of them are recordings")
        }
        if !recordings.isEmpty {
            guard outer.isEmpty, tunnel.isEmpty, tunnelIf.isEmpty, host.isEmpty, stage.isEmpty
            else {
                throw ValidationError(
                    "a recording is judged with its own manifest: leave out --outer, --tunnel, "
                        + "--tunnel-if, --host and --stage")
            }
            guard !out.contains(where: RecordingTarget.isMeant) else {
                throw ValidationError("a recording is sealed already: copy its folder instead")
            }
        } else if outer.isEmpty {
            throw ValidationError("--outer is missing: say where the tunnel's own packets go")
        }
        for text in outer where OuterFlow(text) == nil {
            throw ValidationError(
                "\(quoted(text)) is not an outer flow; it looks like 203.0.113.10:51820,udp or "
                    + "[2001:db8::1]:51820")
        }
        guard outer.count <= Allowance.mostOuterFlows else {
            throw ValidationError("at most \(Allowance.mostOuterFlows) --outer are taken")
        }
        var identity = HostIdentity(basis: .named)
        for name in host where !identity.add(name) {
            throw ValidationError("\(quoted(name)) is neither a MAC nor an IP address")
        }
        guard host.count <= HostIdentity.mostNames else {
            throw ValidationError("at most \(HostIdentity.mostNames) --host are taken")
        }
        for text in stage where Analyze.mark(text) == nil {
            let names = Stage.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError(
                "\(quoted(text)) is not NAME=TIME; NAME is one of \(names), TIME is UNIX seconds "
                    + "or RFC 3339")
        }
        guard stage.count < StageLine.mostMarks else {
            throw ValidationError("at most \(StageLine.mostMarks - 1) --stage are taken")
        }
    }

    private func quoted(_ text: String) -> String { "\"\(OutsideText(text).forTerminal)\"" }
}
