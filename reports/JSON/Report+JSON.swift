internal import Audit

extension Report: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("assurance", orNull: assurance)
            json.member("capture", capture)
            json.member("checks", checks)
            json.member("controls", controls)
            json.member("coverage", coverage)
            json.member("drill", drill)
            json.member("error", error)
            json.member("findings", findings)
            json.member("format", format)
            json.member("format_version", formatVersion)
            json.member("limits", limits)
            json.member("lines", lines)
            json.member("performance", performance)
            json.member("policy", policy)
            json.member("run", run)
            json.member("stages", stages)
            json.member("summary", summary)
            json.member("timeline", timeline)
            json.member("tool", tool)
            json.member("traffic", traffic)
            json.member("tunnel", tunnel)
            json.member("verdict", verdict)
        }
    }
}

extension Report.Capture: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("dropped_packet_count", orNull: dropped)
            json.member("file", file)
            json.member("interfaces", interfaces)
            json.member("link_type", linkType)
            json.member("received_packet_count", received)
            json.member("sha256", sha256)
        }
    }
}

extension Report.Interface: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("role", role)
        }
    }
}

extension Report.Coverage: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { $0.member("gaps", gaps) }
    }
}

extension Report.Gap: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code)
            json.member("from_s", from)
            json.member("interface", interface)
            json.member("text", text)
            json.member("to_s", to)
        }
    }
}

extension Report.Control: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("proven", isProven)
            json.member("seen_count", seen)
            json.member("sent_count", sent)
            json.member("title", title)
        }
    }
}

extension Report.Failure: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code)
            json.member("message", message)
        }
    }
}

extension Report.Limit: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("command", command)
            json.member("reason_code", reasonCode)
            json.member("text", text)
        }
    }
}

extension Report.Performance: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("byte_count", byteCount)
            json.member("cpu_s", cpu)
            json.member("packet_count", packetCount)
        }
    }
}

extension Report.Policy: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("accept", accept)
            json.member("allow", allow)
            json.member("allow_inconclusive", allowsInconclusive ? true : nil)
            json.member("allow_lan", allowLAN)
            json.member("fail_on", failOn)
            json.member("grace_s", grace > 0 ? grace : nil)
            json.member("killswitch", killSwitch)
            json.member("resolver", resolver)
            json.member("strict", strict)
        }
    }
}

extension Report.Allowed: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("dst", destination)
            json.member("name", name)
            json.member("port", port)
            json.member("proto", transport)
            json.member("reason", reason)
            json.member("stage", stage)
            json.member("until", until)
        }
    }
}

extension Report.Accepted: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("check", check)
            json.member("reason", reason)
            json.member("until", until)
        }
    }
}

extension Report.Run: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("argv", arguments)
            json.member("command", command)
            json.member("duration_s", duration)
            json.member("exit_code", exitCode)
            json.member("id", id)
            json.member("identifiers", identifiers)
            // Masking takes the list away, and writes another word here.
            json.member("redaction", identifiers.map { _ in Redaction.nothing.rawValue })
            json.member("started_at", startedAt)
        }
    }
}

extension Report.Identifier: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", kind)
            json.member("value", value)
        }
    }
}

extension Report.Stage: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("from_s", from)
            json.member("name", name)
            json.member("note", note)
            json.member("title", title)
            json.member("to_s", to)
        }
    }
}

extension Report.Tool: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("build_commit", buildCommit)
            json.member("name", name)
            json.member("version", version)
        }
    }
}

extension Report.Tunnel: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("driver", driver)
            json.member("hops", hops)
            json.member("interface", interface)
        }
    }
}

extension Report.Hop: JSONValue {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("address", address)
            json.member("port", port)
            json.member("role", role)
        }
    }
}
