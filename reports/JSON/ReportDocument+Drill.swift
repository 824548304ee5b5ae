internal import Audit
internal import Wire

extension ReportDocument {
    struct Drill {
        let faults: [Fault]

        init(_ field: JSONField) throws(UnreadableReport) {
            faults = try field.member("faults").items(Fault.init)
        }
    }

    struct Fault {
        let id, proof: OutsideText
        let isEntryBlocked, isAfterRecovery, isProven, isTooShort: Bool
        let at, until: Double
        let outage, detection, recovery: Double?
        let window: (after: Double, length: Double, packets: Int)?
        /// What held new flows.
        let holds: [Hold]
        let repeats: FaultText.Repeats?

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
            window = try field.optional("open_window").map { field throws(UnreadableReport) in
                (
                    try field.member("after_s").number(), try field.member("length_s").number(),
                    try field.member("packet_count").count()
                )
            }
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
            repeats = try field.optional("repeats").map(FaultText.Repeats.init)
        }
    }
}

extension FaultText.Repeats {
    fileprivate init(_ field: JSONField) throws(UnreadableReport) {
        self.init(
            runs: try field.member("run_count").count(),
            opened: try field.member("opened_count").count(),
            open: try FaultText.Times(field.member("open")),
            detection: try field.optional("detection").map(FaultText.Times.init),
            recovery: try field.optional("recovery").map(FaultText.Times.init))
    }
}

extension FaultText.Times {
    fileprivate init(_ field: JSONField) throws(UnreadableReport) {
        self.init(
            all: try field.items("all_s") { item throws(UnreadableReport) in try item.number() },
            median: try field.member("median_s").number(),
            least: try field.member("least_s").number(), most: try field.member("most_s").number())
    }
}
