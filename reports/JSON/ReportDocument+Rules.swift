internal import Audit
internal import Wire

extension ReportDocument {
    /// What the machine's rules say by themselves, beside what was measured.
    struct Rules {
        let areUnderstood: Bool
        let flaws: [Flaw]
        let chains: [RuleChain]
        let predictions: [Prediction]

        init(_ field: JSONField) throws(UnreadableReport) {
            areUnderstood = try field.member("understood").flag()
            flaws = try field.member("flaws").items(Flaw.init)
            chains = try field.items("chains", RuleChain.init)
            predictions = try field.items("predictions", Prediction.init)
        }
    }

    struct Flaw {
        let text: OutsideText
        let isMeasured: Bool

        init(_ field: JSONField) throws(UnreadableReport) {
            text = try field.member("text").text()
            isMeasured = try field.member("measured").flag()
        }
    }

    struct RuleChain {
        let name, hook: OutsideText
        let isDropping, isUnderstood: Bool
        let letsOut: [OutsideText]

        init(_ field: JSONField) throws(UnreadableReport) {
            name = try field.member("name").text()
            hook = try field.member("hook").text()
            isDropping = try field.member("drops").flag()
            isUnderstood = try field.member("understood").flag()
            letsOut = try field.texts("lets_out")
        }
    }

    struct Prediction {
        let kind, sender: OutsideText
        let version, left: Int
        let expected: Report.Prediction.Fate
        let agreement: Report.Prediction.Agreement

        init(_ field: JSONField) throws(UnreadableReport) {
            kind = try field.member("class").text()
            sender = try field.member("sender").text()
            version = try field.member("ip_version").count()
            left = try field.member("left_count").count()
            expected = try field.member("expected").word()
            agreement = try field.member("agreement").word()
        }
    }
}
