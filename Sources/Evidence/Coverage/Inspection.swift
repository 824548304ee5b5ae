internal import Wire

/// Looks at how a run went and names what it could not see.
struct Inspection {
    let recording: Recording
    let blindness: Blindness
    /// Whether the underlay's capture has no frame.
    let isEmpty: Bool
    let jumps: [TimeJumps]
    /// How often a claim of the local network found no room.
    let surplusClaims: UInt64
    /// How often an observation found no room.
    let surplusObservations: UInt64
    /// When the taps of a live run watched.
    let watch: LiveWatch?
    /// When our own heartbeat was captured.
    let heartbeats: HeartbeatLog

    /// Throws when not one frame of the underlay can be judged.
    func refuseIfBlind(tunnelInterfaces: Set<String>) throws(EvidenceError) {
        let subject = recording.subject
        let names = subject.vantages.filter { $0.file == 0 }.map { $0.name?.raw ?? "" }
        for name in tunnelInterfaces.sorted() where !names.contains(name) {
            let known = names.filter { !$0.isEmpty }.map { OutsideText($0).forTerminal }
            throw EvidenceError(
                .noInterface, subject: name,
                reason: known.isEmpty
                    ? "The capture does not name its interfaces."
                    : "Interfaces in the capture: \(known.joined(separator: ", ")).")
        }
        let underlays = subject.vantages.indices.filter {
            subject.vantages[$0].file == 0 && subject.vantages[$0].role == .underlay
        }
        if !underlays.isEmpty, underlays.allSatisfy({ !subject.vantages[$0].link.isKnown }) {
            let link = subject.vantages[underlays[0]].link
            throw EvidenceError(
                .linkType, subject: subject.files[0].name.raw,
                reason: "Its frames have \(link.name), which is not read here.")
        }
        if subject.host.basis == .named, !isEmpty, sentFrames == 0 {
            let names =
                subject.host.stations.map(\.description)
                + subject.host.addresses.map(\.description)
            throw EvidenceError(
                .hostUnseen, subject: names.joined(separator: ", "),
                reason: "None of the \(subject.files[0].frames) frames comes from it.")
        }
        try refuseUndirected(underlays)
        if blindness.rivalSenders > 0, subject.host.basis == .inferred {
            throw EvidenceError(
                .noHost, subject: subject.files[0].name.raw,
                reason: "More than one sender sends to the outer flow, so it is not clear which "
                    + "of them is audited.")
        }
    }

    /// Throws when nobody can say which frames of an interface the host sent.
    private func refuseUndirected(_ underlays: [Int]) throws(EvidenceError) {
        let subject = recording.subject
        let blind = underlays.filter { (blindness.undirected[$0] ?? 0) > 0 }
        guard !blind.isEmpty else { return }
        let isUnclear = subject.host.basis == .unknown || !isDirected(blind[0])
        let links = Set(underlays.map { subject.vantages[$0].link })
        // A tunnel that nobody named looks like an underlay; who sent there cannot be inferred.
        if links.count > 1, isUnclear || subject.host.basis != .named {
            let described = underlays.map { index in
                let vantage = subject.vantages[index]
                return
                    "\(vantage.name?.forTerminal ?? "interface \(index)") is \(vantage.link.name)"
            }
            throw EvidenceError(
                .mixedLinkTypes, subject: subject.files[0].name.raw,
                reason: described.joined(separator: ", ")
                    + "; say which of them is the tunnel, or who we are on each.")
        }
        guard isUnclear else { return }
        let text = subject.outer.map(\.description).joined(separator: " ")
        throw EvidenceError(
            .noHost, subject: subject.files[0].name.raw,
            reason: "\(subject.vantages[blind[0]].link.name) does not tell who sends, and no "
                + "frame goes to \(text).")
    }

    /// Whether some frames of an interface could be told to be sent.
    private func isDirected(_ vantage: Int) -> Bool {
        let link = recording.subject.vantages[vantage].link
        return link.tellsDirection
            || (link.hasStations
                ? !recording.subject.host.stations.isEmpty
                : !recording.subject.host.addresses.isEmpty && sentFrames > 0)
    }

    /// Frames that the host sent, whatever their stage.
    private var sentFrames: UInt64 {
        var count: UInt64 = 0
        for stage in recording.subject.stages.marks.indices {
            for kind in Expected.tolerated + [.localNetwork] {
                count += recording.ledger.expected(kind, stage: stage).packets
            }
            for number in recording.allowance.entries.indices {
                count += recording.ledger.expected(.entry(number), stage: stage).packets
            }
            count += recording.outerTraffic(stage: stage).sent.packets
            count += recording.violations(in: [stage]).reduce(0) { $0 + $1.tally.packets }
        }
        return count
    }

    /// What could not be seen.
    func coverage() -> Coverage {
        var gaps: [Coverage.Gap] = []
        for file in recording.subject.files { gaps += fileGaps(file) }
        gaps += tunnelGaps() + frameGaps() + timeGaps() + surplusGaps() + heartbeatGaps()
        return Coverage(gaps: gaps)
    }

    private func fileGaps(_ file: CaptureFacts) -> [Coverage.Gap] {
        var gaps: [Coverage.Gap] = []
        let name = file.name.forTerminal
        if let damage = file.damage {
            gaps.append(
                Coverage.Gap(
                    code: "capture.truncated",
                    text: "\(name) is cut short after frame \(file.frames): \(damage). A leak "
                        + "after that would not be seen.", breaks: .tap))
        }
        if let dropped = file.dropped, dropped > 0 {
            gaps.append(
                Coverage.Gap(
                    code: "capture.dropped",
                    text: "The tap of \(name) lost \(dropped) frames, so zero leaks would mean "
                        + "nothing.", breaks: .tap))
        }
        return gaps
    }

    private func tunnelGaps() -> [Coverage.Gap] {
        let all = recording.subject.stages.marks.indices.map { recording.outerTraffic(stage: $0) }
        if all.allSatisfy({ $0.sent.isEmpty && $0.received.isEmpty }) {
            let text = recording.subject.outer.map(\.description).joined(separator: " ")
            return [
                Coverage.Gap(
                    code: "capture.outer_unseen",
                    text: "No frame goes to or comes from the outer flow (\(text)), so the tunnel "
                        + "was not up here, or --outer names another one.", breaks: .tunnelAlive)
            ]
        }
        return recording.steadyStages.compactMap { stage in
            let seen = all[stage]
            guard seen.sent.isEmpty || seen.received.isEmpty else { return nil }
            let name = recording.subject.stages.marks[stage].stage.rawValue
            let text =
                seen.sent.isEmpty && seen.received.isEmpty
                ? "The outer flow is silent in stage \(name)."
                : seen.sent.isEmpty
                    ? "Nothing was sent to the outer flow in stage \(name)."
                    : "The outer flow never answers in stage \(name)."
            return Coverage.Gap(code: "control.outer_alive", text: text, breaks: .tunnelAlive)
        }
    }

    private func frameGaps() -> [Coverage.Gap] {
        var gaps: [Coverage.Gap] = []
        let stages = recording.subject.stages.marks.indices
        let undecoded = stages.reduce(0) {
            $0 + recording.ledger.expected(.undecoded, stage: $1).packets
        }
        if undecoded > 0 {
            gaps.append(
                Coverage.Gap(
                    code: blindness.undecodedByCut == undecoded
                        ? "capture.snaplen" : "capture.undecoded",
                    text: blindness.undecodedByCut == undecoded
                        ? "\(undecoded) frames are cut inside their headers by the snap length."
                        : "The headers of \(undecoded) frames could not be read, so nobody can "
                            + "say where they went.", breaks: .tap))
        }
        if blindness.cutFrames > 0 {
            gaps.append(
                Coverage.Gap(
                    code: "capture.snaplen",
                    text: "\(blindness.cutFrames) frames outside the tunnel are cut by the snap "
                        + "length, to \(blindness.shortestCut) bytes at the least: some names in "
                        + "them cannot be read.", breaks: nil))
        }
        let undirected = blindness.undirected.values.reduce(0, +)
        if undirected > 0 {
            gaps.append(
                Coverage.Gap(
                    code: "capture.direction_unknown",
                    text: "Nobody can say who sent \(undirected) frames.", breaks: .hostKnown))
        }
        if recording.ledger.sharedPackets > 0 {
            // What was not even counted by network has no kind, so no check can claim it.
            gaps.append(
                Coverage.Gap(
                    code: "capture.table_full",
                    text: "\(recording.ledger.sharedPackets) frames were counted by network, "
                        + "not by flow, because there are too many flows.",
                    breaks: recording.ledger.unplacedPackets > 0 ? .tap : nil))
        }
        if blindness.surplusVantages {
            gaps.append(
                Coverage.Gap(
                    code: "capture.too_many_interfaces",
                    text: "There are more than \(Fold.mostVantages) interfaces; the others were "
                        + "not judged.", breaks: .tap))
        }
        return gaps
    }

    /// What others told and there was no room for.
    ///
    /// A frame that follows a claim which is not known is counted under a broader cause: the checks
    /// of that cause fail all the same, so only a pass of the checks that turn on claims is void. An
    /// observation decides nothing, because whatever a verdict turns on is counted in the ledger as
    /// well; one that is missing is told and voids nothing.
    private func surplusGaps() -> [Coverage.Gap] {
        var gaps: [Coverage.Gap] = []
        if surplusClaims > 0 {
            gaps.append(
                Coverage.Gap(
                    code: "capture.too_many_claims",
                    text: "The local network claimed more than \(LocalNetwork.most) routes or "
                        + "prefixes of a kind; \(surplusClaims) times one found no room.",
                    breaks: .claims))
        }
        if surplusObservations > 0 {
            gaps.append(
                Coverage.Gap(
                    code: "capture.too_many_observations",
                    text: "More than \(ObservationLog.most) single facts were seen; "
                        + "\(surplusObservations) times one found no room.", breaks: nil))
        }
        return gaps
    }

    private func timeGaps() -> [Coverage.Gap] {
        // A frame inside the tunnel proves something of its own stage only, so the time of a tunnel's
        // file matters as much as that of the underlay's.
        jumps.map { jump in
            let name = recording.subject.files[jump.file].name.forTerminal
            return Coverage.Gap(
                code: "capture.time_backwards",
                text: "In \(name), time goes backwards \(jump.count) times, first at frame "
                    + "\(jump.firstFrame), by up to \(jump.largest / 1_000_000) ms: stages and "
                    + "durations are not certain.", breaks: .tap)
        }
    }
}
