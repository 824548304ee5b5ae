internal import Audit
internal import Wire

extension JSONTree {
    /// A report as a level wants it: masked, and without the list of what was, once it is.
    ///
    /// One that is masked stays as it is, and so does one that has no list: then nobody knows what is to be
    /// masked. Throws for a list that cannot be read.
    func masked(as redaction: Redaction) throws(UnreadableReport) -> JSONTree {
        guard case .object(var members) = self, let tree = members["run"],
            case .object(var runMembers) = tree, redaction != .nothing
        else { return self }
        let report = JSONField(tree: self, path: "")
        let run = JSONField(tree: tree, path: "run")
        guard try run.redaction() ?? .nothing == .nothing, let list = try run.identifiers() else {
            return self
        }
        let more = try redaction == .strict ? report.others(than: list) : []
        var mask = Mask(list + more, redaction)
        runMembers["identifiers"] = nil
        members["run"] = .object(runMembers)
        guard case .object(var masked) = JSONTree.object(members).masked(by: &mask, at: "", in: ""),
            case .object(var maskedRun)? = masked["run"]
        else { return self }
        maskedRun["redaction"] = .string(OutsideText(redaction.rawValue))
        maskedRun["masked"] = .array(
            mask.counts.map { kind, count in
                .object([
                    "kind": .string(OutsideText(kind.rawValue)), "count": .number(Double(count)),
                ])
            })
        masked["run"] = .object(maskedRun)
        return .object(masked)
    }

    /// The same tree with every text masked; keys are of the format, and stay.
    private func masked(by mask: inout Mask, at key: String, in parent: String) -> JSONTree {
        switch self {
        case .null, .bool, .number: return self
        case .string(let text):
            let style = JSONTree.style(of: key, in: parent)
            return .string(OutsideText(mask.masked(text.raw, as: style)))
        case .array(let items):
            var masked: [JSONTree] = []
            for item in items { masked.append(item.masked(by: &mask, at: key, in: parent)) }
            return .array(masked)
        case .object(let members):
            var masked: [String: JSONTree] = [:]
            for (name, value) in members {
                masked[name] = value.masked(by: &mask, at: name, in: key)
            }
            return .object(masked)
        }
    }

    private static func style(of key: String, in parent: String) -> Mask.Style {
        switch (parent, key) {
        case ("stages", "name"), ("tool", "name"), ("run", "command"): .word
        case _ where words.contains(key): .word
        default: sentences.contains(key) ? .sentence : .free
        }
    }

    /// Members that hold words of the format, digests or times, and no text.
    private static let words: Set<String> = [
        "attribution", "carrier", "check", "check_id", "check_ids", "class", "code", "confidence",
        "config_sha256", "control_id", "fail_on", "finding_ids", "fingerprint", "first_leak_at",
        "first_seen_at", "format", "format_version", "happened_at", "held_by", "id", "killswitch",
        "kind", "last_leak_at", "last_seen_at", "proto", "protocol", "reason_code", "redaction",
        "result", "role", "seen_by", "sender", "severity", "sha256", "stage", "started_at", "state",
        "undone_at", "until", "verdict", "version",
    ]

    /// Members whose texts are sentences of ours.
    private static let sentences: Set<String> = [
        "commands", "detail", "event", "fact", "headline", "label", "proof", "rule", "subtitle",
        "summary", "text", "title", "unless", "verify_command", "what",
    ]
}
