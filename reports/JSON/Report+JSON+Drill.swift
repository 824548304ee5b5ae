internal import Audit

extension Report.Drill: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("bin_s", binWidth)
            json.member("faults", faults)
            json.member("longest_gap_s", longestGap)
            json.member("rate", rate)
            json.member("rate_reached", rateReached)
            json.member("rules", rules)
        }
    }
}

extension Report.Rules: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("chains", chains)
            json.member("flaws", flaws)
            json.member("predictions", predictions)
            json.member("understood", areUnderstood)
        }
    }
}

extension Report.RuleChain: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("drops", isDropping)
            json.member("hook", hook)
            json.member("lets_out", letsOut)
            json.member("name", name)
            json.member("understood", isUnderstood)
        }
    }
}

extension Report.Prediction: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("agreement", agreement.rawValue)
            json.member("class", kind)
            json.member("expected", expected.rawValue)
            json.member("ip_version", version)
            json.member("left_count", leftCount)
            json.member("sender", sender)
        }
    }
}

extension Report.Flaw: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("measured", isMeasured)
            json.member("text", text)
        }
    }
}

extension Report.Fault: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("after_recovery", isAfterRecovery ? true : nil)
            json.member("at_s", at)
            json.member("cells", cells)
            json.member("detection_s", detection)
            json.member("entry_blocked", isEntryBlocked ? true : nil)
            json.member("happened_at", happenedAt)
            json.member("id", id)
            json.member("leaks_after_s", leaks.isEmpty ? nil : leaks)
            json.member("open_window", window)
            json.member("outage_s", outage)
            json.member("proof", proof)
            json.member("proven", isProven)
            json.member("recovery_s", recovery)
            json.member("repeats", repeats)
            json.member("too_short", isTooShort ? true : nil)
            json.member("undone_at", undoneAt)
            json.member("until_s", until)
        }
    }
}

extension Report.Window: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("after_s", after)
            json.member("byte_count", byteCount)
            json.member("destination_count", destinationCount)
            json.member("length_s", length)
            json.member("packet_count", packetCount)
        }
    }
}

extension Report.Cell: JSONValue {
    /// Writes each bin as its number and its four counts: inside, held, blocked, leaked.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("bins", bins.map { [$0.index, $0.inside, $0.held, $0.blocked, $0.leaked] })
            json.member("carrier", carrier)
            json.member("class", kind)
            json.member("held_by", heldBy?.rawValue)
            json.member("ip_version", version)
            json.member("sender", sender)
        }
    }
}

extension Report.Repetition: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("detection", detection)
            json.member("open", open)
            json.member("opened_count", opened)
            json.member("recovery", recovery)
            json.member("run_count", runs)
            json.member("runs", each)
        }
    }
}

extension Report.Repetition.Run: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("detection_s", detection)
            json.member("leaks_after_s", leaks.isEmpty ? nil : leaks)
            json.member("open_window", window)
            json.member("recovery_s", recovery)
            json.member("watched_s", watched)
        }
    }
}

extension Report.Spans: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("all_s", all)
            json.member("least_s", least)
            json.member("median_s", median)
            json.member("most_s", most)
        }
    }
}
