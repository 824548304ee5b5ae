internal import Audit
internal import Wire

extension ReportDocument {
    struct Timeline {
        let from, to: Double
        let event: OutsideText?
        let eventAt: Double?
        let lanes: [Lane]

        init(_ field: JSONField) throws(UnreadableReport) {
            from = try field.member("from_s").number()
            to = try field.member("to_s").number()
            event = try field.text("event")
            eventAt = try field.number("event_at_s")
            lanes = try field.member("lanes").items(Lane.init)
        }
    }

    struct Lane {
        let title: OutsideText
        let subtitle: OutsideText?
        let marks: [Mark]

        init(_ field: JSONField) throws(UnreadableReport) {
            title = try field.member("title").text()
            subtitle = try field.text("subtitle")
            marks = try field.member("marks").items(Mark.init)
        }
    }

    struct Mark {
        let at: Double
        let state: Report.Mark.State

        init(_ field: JSONField) throws(UnreadableReport) {
            at = try field.member("at_s").number()
            state = try field.member("state").word()
        }
    }

    /// Someone on the way, and what it could learn.
    struct Party {
        let role, label: OutsideText
        let detail, node: OutsideText?
        let address, destination, names, content, timing: Knowledge

        init(_ field: JSONField) throws(UnreadableReport) {
            role = try field.member("role").text()
            label = try field.member("label").text()
            detail = try field.text("detail")
            node = try field.text("node_id")
            address = try Knowledge(field.member("address"))
            destination = try Knowledge(field.member("destination"))
            names = try Knowledge(field.member("names"))
            content = try Knowledge(field.member("content"))
            timing = try Knowledge(field.member("timing"))
        }

        /// Whether it learnt something that the tunnel should have kept from it.
        var isLeaking: Bool {
            [address, destination, names, content, timing].contains { $0.state == .leaked }
        }
    }

    /// What a party knows of one thing.
    struct Knowledge {
        enum State: String { case sees, hidden, leaked }

        let state: State
        let packets, names: Int?
        let unless: OutsideText?

        init(_ field: JSONField) throws(UnreadableReport) {
            state = try field.member("state").word()
            packets = try field.count("packet_count")
            names = try field.count("name_count")
            unless = try field.text("unless")
        }
    }

    struct Exit {
        let address, addressV6, node, network, networkClass, country, declared, name: OutsideText?
        let system: Int?
        let lists: [Blocklist]
        let listsChecked: Int?
        let tamper: Tamper?
        let history: [Day]

        init(_ field: JSONField) throws(UnreadableReport) {
            address = try field.text("address_v4")
            addressV6 = try field.text("address_v6")
            node = try field.text("node_id")
            network = try field.text("network_name")
            networkClass = try field.text("network_class")
            country = try field.text("country_code")
            declared = try field.text("declared_country_code")
            name = try field.text("reverse_dns")
            system = try field.count("asn")
            lists = try field.items("lists", Blocklist.init)
            listsChecked = try field.count("lists_checked_count")
            tamper = try field.optional("tamper").map(Tamper.init)
            history = try field.items("history", Day.init)
        }
    }

    struct Blocklist {
        let name: OutsideText
        let kind, fetchedAt: OutsideText?
        let isListed: Bool

        init(_ field: JSONField) throws(UnreadableReport) {
            name = try field.member("name").text()
            kind = try field.text("kind")
            fetchedAt = try field.text("fetched_at")
            isListed = try field.member("listed").flag()
        }
    }

    /// How many probes of each kind came back as they were.
    struct Tamper {
        let rows: [(title: String, same: Int, probes: Int)]

        init(_ field: JSONField) throws(UnreadableReport) {
            var rows: [(String, Int, Int)] = []
            for (key, title) in [
                ("tls", "Certificates"), ("http", "Pages"), ("dns", "DNS answers"),
            ] {
                guard let same = try field.count(key + "_match_count"),
                    let probes = try field.count(key + "_probe_count")
                else { continue }
                rows.append((title, same, probes))
            }
            self.rows = rows
        }
    }

    struct Day {
        /// How many lists named the exit; nil when it was not measured.
        let hits: Int?
        let isNewAddress: Bool

        init(_ field: JSONField) throws(UnreadableReport) {
            hits = try field.count("lists_hit_count")
            isNewAddress = try field.optional("address_changed")?.flag() ?? false
        }
    }

    struct Comparison {
        let baseline: OutsideText?
        let changes: [Change]
        let unchanged: Int?

        init(_ field: JSONField) throws(UnreadableReport) {
            baseline = try field.text("baseline_run_id")
            changes = try field.items("changes", Change.init)
            unchanged = try field.count("unchanged_count")
        }
    }

    struct Change {
        let kind, title, before, now: OutsideText

        init(_ field: JSONField) throws(UnreadableReport) {
            kind = try field.member("kind").text()
            title = try field.member("title").text()
            before = try field.member("before").text()
            now = try field.member("now").text()
        }
    }
}
