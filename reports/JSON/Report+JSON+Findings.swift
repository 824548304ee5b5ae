internal import Audit

extension Report.Check: JSONValue {
    /// Writes the outcome's parts beside the other fields.
    func write(to json: inout JSONWriter) {
        var control: Report.ControlID?
        var findings: [String]?
        var confidence: Confidence?
        switch outcome {
        case .pass(let proof): control = proof
        case .fail(let found, let certainty): (findings, confidence) = (found, certainty)
        case .inconclusive, .notApplicable, .error: break
        }
        json.object { json in
            json.member("confidence", confidence)
            json.member("control_id", control)
            json.member("duration_s", 0)  // judging a recording waits for nothing
            json.member("fact", fact)
            json.member("finding_ids", findings)
            json.member("held_by", heldBy?.rawValue)
            json.member("id", id)
            json.member("reason_code", reasonCode)
            json.member("severity", severity)
            json.member("title", title)
            json.member("verdict", verdict)
        }
    }
}

extension Report.Line: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("check_ids", checkIDs)
            json.member("fact", fact)
            json.member("is_notice", isNotice)
            json.member("title", title)
            json.member("verdict", verdict)
        }
    }
}

extension Report.Finding: JSONValue {
    /// Writes the packets' fields beside the others.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("byte_count", packets?.byteCount)
            json.member("check_id", checkID)
            json.member("confidence", confidence)
            json.member("destination_count", packets?.destinationCount)
            json.member("destinations", packets?.destinations)
            json.member("evidence", evidence)
            json.member("exemplar_frames", packets?.exemplars)
            json.member("file", packets?.file)
            json.member("fingerprint", fingerprint)
            json.member("first_frame_number", packets?.firstFrame)
            json.member("first_seen_at", packets?.firstSeenAt)
            json.member("fix", fix)
            json.member("id", id)
            json.member("last_frame_number", packets?.lastFrame)
            json.member("last_seen_at", packets?.lastSeenAt)
            json.member("name_count", packets?.nameCount)
            json.member("packet_count", packets?.count)
            json.member("processes", packets?.processes)
            json.member("repeats_exposure_s", exposures.isEmpty ? nil : exposures)
            json.member("repeats_run_count", runs > 0 ? runs : nil)
            json.member("seen_by", seenBy)
            json.member("severity", severity)
            json.member("stage", stage)
            json.member("title", title)
            json.member("verdict", Report.Verdict.fail)
            json.member("what", what)
            json.member("within_grace", isWithinGrace ? true : nil)
        }
    }
}

extension Report.Destination: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("address", address)
            json.member("packet_count", packetCount)
            json.member("port", port)
            json.member("protocol", transport)
        }
    }
}

extension Report.Process: JSONValue {
    /// Writes null for a number that is not known.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("attribution", attribution)
            json.member("cgroup", controlGroup)
            json.member("forwarded_from", forwardedFrom)
            json.member("name", name)
            json.member("packet_count", packetCount)
            json.member("pid", orNull: pid)
            json.member("probe_numbers", probes.isEmpty ? nil : probes)
            json.member("role", role)
        }
    }
}

extension Report.Evidence: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("also_counted", isAlsoCounted)
            json.member("dst", destination)
            json.member("file", file)
            json.member("frame_number", frame)
            json.member("interface", interface)
            json.member("kind", kind)
            json.member("note", note)
            json.member("src", source)
            json.member("time_offset_s", timeOffset)
        }
    }
}

extension Report.Fix: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("commands", commands)
            json.member("summary", summary)
        }
    }
}

extension Report.Summary: JSONValue {
    /// Writes what leaked beside the counts.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("error_count", errorCount)
            json.member("exposure_duration_s", leaked?.exposure)
            json.member("fail_count", failCount)
            json.member("first_leak_at", leaked?.firstAt)
            json.member("headline", headline)
            json.member("inconclusive_count", inconclusiveCount)
            json.member("last_leak_at", leaked?.lastAt)
            json.member("leaked_byte_count", leaked?.byteCount)
            json.member("leaked_packet_count", leaked?.packetCount)
            json.member("not_applicable_count", notApplicableCount)
            json.member("notice_count", noticeCount)
            json.member("pass_count", passCount)
        }
    }
}

extension Report.Timeline: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("event", event)
            json.member("event_at_s", eventAt)
            json.member("from_s", from)
            json.member("lanes", lanes)
            json.member("to_s", to)
        }
    }
}

extension Report.Lane: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("marks", marks)
            json.member("subtitle", subtitle)
            json.member("title", title)
        }
    }
}

extension Report.Mark: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("at_s", at)
            json.member("state", state)
        }
    }
}

extension Report.Traffic: JSONValue {
    /// Writes counts of zero where nothing left, and then no frames and times.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("control_seen_count", insideCount)
            json.member("first_frame_number", outside?.firstFrame)
            json.member("first_seen_at", outside?.firstSeenAt)
            json.member("id", id)
            json.member("last_frame_number", outside?.lastFrame)
            json.member("last_seen_at", outside?.lastSeenAt)
            json.member("outside_byte_count", outside?.byteCount ?? 0)
            json.member("outside_packet_count", outside?.packetCount ?? 0)
            json.member("result", result)
            json.member("rule", rule)
            json.member("stage", stage)
            json.member("title", title)
        }
    }
}
