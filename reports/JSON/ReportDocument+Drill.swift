internal import Audit
internal import Wire

extension ReportDocument {
    struct Drill {
        let faults: [Fault]
        let rules: Rules?

        init(_ field: JSONField) throws(UnreadableReport) {
            faults = try field.member("faults").items(Fault.init)
            rules = try field.optional("rules").map(Rules.init)
        }
    }

    struct Fault {
        let id, proof: OutsideText
        let isEntryBlocked, isAfterRecovery, isProven, isTooShort: Bool
        let at, until: Double
        let outage, detection, recovery: Double?
        let window: FaultText.Window?
        /// When packets left, in seconds after it; not all of them where there are many.
        let leaks: [Double]
        /// What held new flows.
        let holds: [Hold]
        let repeats: FaultText.Repeats?
        /// The same fault in each run.
        let runs: [FaultRun]

        init(_ field: JSONField) throws(UnreadableReport) {
            id = try field.member("id").text()
            proof = try field.member("proof").text()
            isEntryBlocked = try field.optional("entry_blocked")?.flag() ?? false
            isAfterRecovery = try field.optional("after_recovery")?.flag() ?? false
            isProven = try field.member("proven").flag()
            isTooShort = try field.optional("too_short")?.flag() ?? false
            at = try field.member("at_s").number()
            until = try field.member("until_s").number()
            outage = try field.number("outage_s")
            detection = try field.number("detection_s")
            recovery = try field.number("recovery_s")
            window = try field.optional("open_window").map(FaultText.Window.init)
            leaks = try field.numbers("leaks_after_s")
            let cells = try field.member("cells").items { cell throws(UnreadableReport) in
                (
                    kind: try cell.member("class").text(),
                    hold: try cell.optional("held_by").map { field throws(UnreadableReport) in
                        try field.word(of: Hold.self)
                    }
                )
            }
            holds = Hold.allCases.filter { hold in
                cells.contains { $0.kind.raw == "new" && $0.hold == hold }
            }
            let repeats = try field.optional("repeats")
            self.repeats = try repeats.map(FaultText.Repeats.init)
            runs = try repeats?.items("runs", FaultRun.init) ?? []
        }
    }

    /// A fault in one of several runs.
    struct FaultRun {
        let watched: Double
        let window: FaultText.Window?
        /// When some of the packets left, in seconds after it.
        let leaks: [Double]
        let detection, recovery: Double?

        init(_ field: JSONField) throws(UnreadableReport) {
            watched = try field.member("watched_s").number()
            window = try field.optional("open_window").map(FaultText.Window.init)
            leaks = try field.numbers("leaks_after_s")
            detection = try field.number("detection_s")
            recovery = try field.number("recovery_s")
        }
    }
}

extension FaultText.Window {
    fileprivate init(_ field: JSONField) throws(UnreadableReport) {
        self.init(
            after: try field.member("after_s").number(),
            length: try field.member("length_s").number(),
            packets: try field.member("packet_count").count())
    }
}

extension FaultText.Repeats {
    fileprivate init(_ field: JSONField) throws(UnreadableReport) {
        func spans(_ key: String) throws(UnreadableReport) -> Report.Spans? {
            Report.Spans(try field.optional(key)?.numbers("all_s") ?? [])
        }
        self.init(
            runs: try field.member("run_count").count(),
            opened: try field.member("opened_count").count(), open: try spans("open"),
            detection: try spans("detection"), recovery: try spans("recovery"))
    }
}
