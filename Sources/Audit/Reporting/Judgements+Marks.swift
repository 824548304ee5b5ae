public import Evidence
internal import Wire

extension [Judgement] {
    /// What is written beside each frame of the findings, numbered as in their report.
    public func marks(as report: Report, on recording: Recording) -> [Excerpt.Mark] {
        let findings = flatMap { judgement -> [Finding] in
            if case .fail(let findings) = judgement.verdict { findings.all } else { [] }
        }
        return zip(findings, report.findings).flatMap { finding, told in
            finding.basis.marks(told, on: recording, stage: finding.stage)
        }
    }
}

extension Finding.Basis {
    fileprivate func marks(
        _ told: Report.Finding, on recording: Recording, stage: Int
    ) -> [Excerpt.Mark] {
        guard let packets = told.packets else { return [] }
        let word = told.severity.isLeak ? "LEAK" : "NOTICE"
        let tail =
            "finding=\(told.id) stage=\(told.stage.rawValue): "
            + OutsideText(told.title).forTerminal
        let counted: @Sendable (UInt64) -> String = { number in
            "\(word) \(told.checkID.name) \(number)/\(packets.count) \(tail)"
        }
        // What was counted under an earlier cause stands here beside it.
        let cited: @Sendable (UInt64) -> String = { _ in
            "ALSO \(told.checkID.name) \(tail)"
        }
        switch self {
        case .strata(let own, let others):
            return [
                Excerpt.Mark(strata: own, comment: counted),
                Excerpt.Mark(strata: others, comment: own.isEmpty ? counted : cited),
            ]
        case .sighting(let sighting):
            return [
                Excerpt.Mark(
                    frames: recording.ledger.frames(sighting, stage: stage), comment: counted)
            ]
        case .outerFlow(let number):
            let examinations = recording.ledger.examinations
            guard number < examinations.count else { return [] }
            return [Excerpt.Mark(frames: examinations[number].frames, comment: counted)]
        case .strays(let strays):
            return [
                Excerpt.Mark(
                    frames: strays.map { stray in
                        SeenFrame(
                            stray.number, stray.at, recording.ledger.strata[stray.stratum].vantage)
                    }, comment: cited)
            ]
        case .answers, .changes: return []
        }
    }
}
