internal import Evidence
internal import Wire

/// Turns judgements into the checks and findings of a report.
struct FindingWriter {
    let scene: Case

    private var recording: Recording { scene.recording }

    /// A check and its findings; `count` findings stand before them in the report.
    func check(_ judgement: Judgement, after count: Int) -> (Report.Check, [Report.Finding]) {
        let card = judgement.check.card
        func made(
            _ fact: String, _ outcome: Report.Outcome, holds: [Hold] = []
        ) -> Report.Check {
            Report.Check(
                id: judgement.check.id, title: card.line, severity: card.severity,
                fact: OutsideText(fact), outcome: outcome,
                heldBy: holds.contains(.firewall) ? .firewall : holds.first)
        }
        switch judgement.verdict {
        case .pass(let citation):
            return (made(citation.fact, .pass(citation.control), holds: citation.holds ?? []), [])
        case .inconclusive(let doubt):
            return (made(doubt.fact, .inconclusive(doubt.code)), [])
        case .notApplicable(let precondition):
            return (made(precondition.fact, .notApplicable(precondition.code)), [])
        case .fail(let findings):
            let written = findings.all.enumerated().map { index, finding in
                self.finding(finding, of: judgement.check, id: "F\(count + index + 1)")
            }
            let confidence = findings.all.map(\.confidence).max() ?? .certain
            return (
                made(fact(written), .fail(findings: written.map(\.id), confidence)), written
            )
        }
    }

    /// What was counted, in a few words.
    private func fact(_ findings: [Report.Finding]) -> String {
        let shown = findings.compactMap(\.packets)
        guard !shown.isEmpty else { return findings.first?.title ?? "" }
        let packets = shown.reduce(0) { $0 + $1.count }
        let destinations = shown.map(\.destinationCount).max() ?? 0
        var text = packets == 1 ? "1 packet" : "\(packets) packets"
        if destinations == 1, let only = shown[0].destinations.first {
            text += " to \(only.address)"
        } else if destinations > 1 {
            text += " to \(destinations) destinations"
        }
        let names = shown.compactMap(\.nameCount).max() ?? 0
        if names > 0 { text += names == 1 ? ", 1 name" : ", \(names) names" }
        return text
    }

    private func finding(_ finding: Finding, of check: Check, id: String) -> Report.Finding {
        let accepted = scene.policy.accepted.contains { $0.check == check.id }
        let stage = recording.subject.stages.marks[finding.stage].stage
        let (packets, evidence) = shown(finding)
        return Report.Finding(
            id: id, checkID: check.id,
            severity: scene.policy.severity(of: finding, by: check.id),
            confidence: finding.confidence, title: finding.title,
            what: accepted ? finding.what + " Accepted by the policy." : finding.what,
            seenBy: check.card.seenBy, stage: stage.reported, packets: packets,
            fix: Report.Fix(summary: check.card.remedy, commands: check.card.commands),
            fingerprint: fingerprint(check.id, packets), evidence: evidence,
            isWithinGrace: finding.isWithinGrace)
    }

    /// The same for the same kind of finding in every run; tells no address and no time.
    private func fingerprint(_ id: CheckID, _ packets: Report.Packets?) -> String {
        let driver = recording.ledger.examinations.first?.protocolName ?? "unknown"
        let far =
            packets?.destinations.first
            .map { "\($0.transport)/\($0.port.map(String.init) ?? "-")" } ?? "-"
        let program = packets?.processes?.first(where: \.isNamed)?.name.map { [$0.raw] } ?? []
        let digits =
            SHA256.digits(of: ([id.name, driver, far] + program).joined(separator: "|")) ?? ""
        return "sha256:\(digits)"
    }

    private func shown(_ finding: Finding) -> (Report.Packets?, [Report.Evidence]) {
        switch finding.basis {
        case .answers(let numbers):
            return (nil, recording.answers(numbers).map(probe))
        case .strays(let strays): return shownStrays(strays)
        case .changes(let fault):
            let drilled = recording.drill?.faults[fault]
            return (
                nil,
                (drilled?.changes ?? []).map { change in
                    Report.Evidence(
                        probe: OutsideText(change), timeOffset: offset(drilled?.undone ?? 0),
                        source: nil, destination: nil)
                }
            )
        case .strata(let counted, let cited):
            return shownStrata(counted, cited, names: finding.nameCount)
        case .sighting(let sighting):
            let tally = recording.ledger.tally(sighting, stage: finding.stage)
            return shownFrames(
                recording.ledger.frames(sighting, stage: finding.stage), tally, note: nil,
                to: recording.ledger.destinations(of: sighting, stage: finding.stage)
                    .prefix(Ledger.mostDestinations).map(destination))
        case .outerFlow(let number):
            let examinations = recording.ledger.examinations
            guard number < examinations.count else { return shownFrames([], Tally(), note: nil) }
            let found = examinations[number]
            let flow = recording.subject.outer[number]
            var (packets, evidence) = shownFrames(
                found.frames, found.tally, note: OutsideText(found.protocolName),
                to: [
                    Report.Destination(
                        address: "\(flow.prefix.address)", port: flow.port,
                        transport: flow.transport.map(IPProtocol.name) ?? "any",
                        packetCount: max(1, Int(clamping: found.tally.packets)))
                ])
            for (index, name) in found.names.enumerated() where index < evidence.count {
                evidence[index] = evidence[index].noting(
                    OutsideText("\(found.protocolName) request for \(name.raw)"))
            }
            return (packets, evidence)
        }
    }

    private func shownStrata(
        _ counted: Set<Int>, _ cited: Set<Int>, names: Int?
    ) -> (Report.Packets, [Report.Evidence]) {
        let basis = counted.isEmpty ? cited : counted
        var tally = Tally()
        for index in basis.sorted() { tally.add(recording.ledger.strata[index].tally) }
        let vantage = basis.min().map { recording.ledger.strata[$0].vantage } ?? 0
        let (count, worst) = recording.ledger.destinations(of: basis)
        let packets = Report.Packets(
            count: Int(clamping: tally.packets), byteCount: Int(clamping: tally.bytes),
            firstSeenAt: time(tally.first, vantage), lastSeenAt: time(tally.last, vantage),
            file: file(vantage), firstFrame: Int(clamping: tally.firstFrame),
            lastFrame: Int(clamping: tally.lastFrame),
            exemplars: recording.ledger.exemplarFrames(of: basis).map { Int(clamping: $0) },
            destinationCount: count,
            destinations: worst.map(destination), nameCount: names,
            processes: recording.senders(of: basis)?.map(Report.Process.init))
        var evidence = rows(of: basis, isAlsoCounted: counted.isEmpty)
        if evidence.isEmpty {
            evidence = [row(SeenFrame(tally.firstFrame, tally.first, vantage), note: nil)]
        }
        if !counted.isEmpty, !cited.isEmpty {
            evidence += rows(of: cited, isAlsoCounted: true).prefix(3)
        }
        return (packets, evidence)
    }

    /// Where a frame of a drill went.
    private struct End: Hashable {
        var address: IPAddress
        var port: UInt16
        var transport: UInt8
    }

    /// Frames of a drill: all of them are counted under the first cause of their kind as well.
    private func shownStrays(_ strays: [StrayFrame]) -> (Report.Packets, [Report.Evidence]) {
        var tally = Tally()
        var destinations: [End: UInt64] = [:]
        var frames: [SeenFrame] = []
        for stray in strays {
            tally.add(length: stray.length, at: stray.at, frame: stray.number)
            let stratum = recording.ledger.strata[stray.stratum]
            let end = End(
                address: stray.remote, port: stray.remotePort,
                transport: stratum.traffic.transport)
            destinations[end, default: 0] += 1
            guard frames.count < Report.Packets.mostExemplars else { continue }
            frames.append(SeenFrame(stray.number, stray.at, stratum.vantage))
        }
        let ends = destinations.sorted {
            ($1.value, "\($0.key.address)") < ($0.value, "\($1.key.address)")
        }
        let strata = Set(strays.map(\.stratum))
        let (packets, evidence) = shownFrames(
            frames, tally, note: nil,
            to: ends.prefix(Ledger.mostDestinations).map { end, count in
                Report.Destination(
                    address: "\(end.address)", port: end.port == 0 ? nil : end.port,
                    transport: IPProtocol.name(end.transport), packetCount: Int(clamping: count))
            }, of: ends.count)
        return (packets.sent(by: recording.senders(of: strata)?.map(Report.Process.init)), evidence)
    }

    private func rows(of strata: Set<Int>, isAlsoCounted: Bool) -> [Report.Evidence] {
        recording.ledger.exemplars(of: strata).map { exemplar in
            Report.Evidence(
                file: file(exemplar.vantage), frame: Int(clamping: exemplar.frame),
                timeOffset: offset(exemplar.at), interface: interface(exemplar.vantage),
                source: exemplar.source, destination: exemplar.destination, note: exemplar.note,
                isAlsoCounted: isAlsoCounted)
        }
    }

    private func shownFrames(
        _ frames: [SeenFrame], _ tally: Tally, note: OutsideText?,
        to destinations: [Report.Destination] = [], of count: Int? = nil
    ) -> (Report.Packets, [Report.Evidence]) {
        let vantage = frames.first.map { Int($0.vantage) } ?? 0
        let shown = frames.isEmpty ? [SeenFrame(tally.firstFrame, tally.first, vantage)] : frames
        let packets = Report.Packets(
            count: max(1, Int(clamping: tally.packets)),
            byteCount: max(1, Int(clamping: tally.bytes)), firstSeenAt: time(tally.first, vantage),
            lastSeenAt: time(tally.last, vantage), file: file(vantage),
            firstFrame: max(1, Int(clamping: tally.firstFrame)),
            lastFrame: max(1, Int(clamping: tally.lastFrame)),
            exemplars: shown.map { max(1, Int(clamping: $0.frame)) },
            destinationCount: count ?? destinations.count, destinations: destinations)
        return (packets, shown.map { row($0, note: note) })
    }

    private func destination(_ destination: Destination) -> Report.Destination {
        Report.Destination(
            address: "\(destination.address)", port: destination.port,
            transport: IPProtocol.name(destination.transport),
            packetCount: Int(clamping: destination.packets))
    }

    private func probe(_ answer: Answer) -> Report.Evidence {
        let end = { (address: IPAddress, port: UInt16) in
            port == 0
                ? "\(address)" : address.isIPv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
        }
        return Report.Evidence(
            probe: OutsideText(answer.sentence), timeOffset: offset(answer.at),
            source: answer.local.map { end($0, answer.localPort ?? 0) },
            destination: end(answer.remote, answer.remotePort))
    }

    private func row(_ seen: SeenFrame, note: OutsideText?) -> Report.Evidence {
        Report.Evidence(
            file: file(Int(seen.vantage)), frame: max(1, Int(clamping: seen.frame)),
            timeOffset: offset(seen.at), interface: interface(Int(seen.vantage)), source: nil,
            destination: nil, note: note)
    }

    private func time(_ nanoseconds: UInt64, _ vantage: Int) -> String {
        Timestamp(nanoseconds: nanoseconds).rfc3339(
            digits: recording.subject.vantages[vantage].digits)
    }

    private func offset(_ nanoseconds: UInt64) -> Double {
        Timestamp(nanoseconds: nanoseconds)
            .seconds(since: Timestamp(nanoseconds: recording.subject.start))
    }

    private func file(_ vantage: Int) -> OutsideText {
        recording.subject.files[recording.subject.vantages[vantage].file].name
    }

    private func interface(_ vantage: Int) -> OutsideText {
        recording.subject.name(ofVantage: vantage)
    }
}
