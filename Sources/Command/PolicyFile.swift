internal import Audit
internal import Evidence
internal import Wire
internal import Yams

/// A policy in YAML: a strict subset in which every key is known and nothing is guessed.
struct PolicyFile {
    /// Largest file: a policy has a few dozen lines.
    private static let largest = 64 << 10
    /// Deepest nesting of brackets; the parser recurses, so a hostile file must be bounded first.
    private static let deepest = 16

    private let path: String
    private let root: Node?

    /// Reads a file; throws for one that is not YAML.
    init(_ path: String) throws(Refusal) {
        self.path = path
        let text = try PolicyFile.text(of: path)
        do {
            root = try compose(yaml: text)
        } catch {
            throw .policy("\(path) is not YAML", "\(error)")
        }
    }

    /// The policy that the file asks for on a day, as `2026-11-22`; what has expired does not hold.
    func policy(on today: String) throws(Refusal) -> Policy {
        var policy = Policy()
        guard let root, root != Node("", Tag(.null)) else { return policy }
        var map = try PolicyMap(root, "the policy", path)
        // A whole configuration may be given as well: its policy is meant.
        if let inner = map.take("policy") { map = try PolicyMap(inner, "policy", path) }
        if let text = try map.word("fail_on") {
            policy.failOn = try map.choice(text, FailOn(rawValue: text), "fail_on")
        }
        if let value = try map.flag("strict") { policy.strict = value }
        if let value = try map.flag("allow_lan") { policy.allowsLocalNetwork = value }
        if let text = try map.word("killswitch") {
            policy.killSwitch = try map.choice(
                text, Report.Policy.KillSwitch(rawValue: text), "killswitch")
        }
        policy.resolvers = try map.words("resolver")
        try readEntries(&map, &policy, today)
        for node in try map.list("accept") {
            var item = try PolicyMap(node, "accept", path)
            let check = try item.needed("check")
            let reason = try item.needed("reason")
            let until = try item.day("until")
            try item.end()
            if until < today {
                policy.expired.append("accept \(check)")
            } else {
                policy.accepted.append(
                    Policy.Accepted(check: CheckID(check), reason: reason, until: until))
            }
        }
        // Read by checks that judge chance; known, so that one file serves every command.
        _ = try map.word("probability_max")
        try map.end()
        guard policy.entries.count <= Allowance.mostEntries else {
            throw .policy(
                "\(path) allows too much", "At most \(Allowance.mostEntries) entries are taken.")
        }
        return policy
    }

    private func readEntries(
        _ map: inout PolicyMap, _ policy: inout Policy, _ today: String
    ) throws(Refusal) {
        for node in try map.list("allow") {
            try readEntry(node, nil, isControlPlane: false, &policy, today)
        }
        for node in try map.list("control_plane") {
            try readEntry(node, nil, isControlPlane: true, &policy, today)
        }
        guard let node = map.take("stages") else { return }
        var stages = try PolicyMap(node, "stages", path)
        for stage in Stage.allCases {
            guard let node = stages.take(stage.rawValue) else { continue }
            var item = try PolicyMap(node, stage.rawValue, path)
            for entry in try item.list("allow") {
                try readEntry(entry, stage, isControlPlane: false, &policy, today)
            }
            try item.end()
        }
        try stages.end()
    }

    private func readEntry(
        _ node: Node, _ stage: Stage?, isControlPlane: Bool, _ policy: inout Policy,
        _ today: String
    ) throws(Refusal) {
        var item = try PolicyMap(node, isControlPlane ? "control_plane" : "allow", path)
        let name = try item.needed("name")
        let text = try item.needed("dst")
        guard let prefix = IPPrefix(text) else { throw item.wrong("dst", text) }
        var transport: UInt8?
        if let text = try item.word("proto") {
            let known = [
                "tcp": IPProtocol.tcp, "udp": IPProtocol.udp, "esp": IPProtocol.esp,
                "icmp": IPProtocol.icmp, "icmpv6": IPProtocol.icmpv6, "gre": IPProtocol.gre,
            ]
            transport = try item.choice(text, known[text], "proto")
        }
        var port: UInt16?
        if let text = try item.word("port") { port = try item.choice(text, UInt16(text), "port") }
        var inStage = stage
        if let text = try item.word("stage") {
            inStage = try item.choice(text, Stage(rawValue: text), "stage")
        }
        let reason = try item.needed("reason")
        let until = try item.day("until")
        try item.end()
        guard until >= today else {
            policy.expired.append("\"\(OutsideText(name).forTerminal)\"")
            return
        }
        policy.entries.append(
            Policy.Entry(
                traffic: AllowedTraffic(
                    name: name, reason: reason, prefix: prefix, port: port, transport: transport,
                    stage: inStage, isControlPlane: isControlPlane), until: until))
    }

    private static func text(of path: String) throws(Refusal) -> String {
        guard let bytes = SmallFile.bytes(of: path, most: largest) else {
            throw .policy(
                "cannot read \(path)", "It does not exist, or exceeds \(largest >> 10) KiB.")
        }
        var depth = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            guard depth <= deepest else {
                throw .policy("\(path) is nested too deeply", "A policy has three levels.")
            }
        }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            // "- - - -" nests as well.
            let dashes = line.prefix { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: " ") }
            guard dashes.count(where: { $0 == UInt8(ascii: "-") }) <= deepest else {
                throw .policy("\(path) is nested too deeply", "A policy has three levels.")
            }
        }
        try refuseReferences(in: bytes, path)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Throws if a value begins as an anchor, an alias or a tag.
    ///
    /// A few aliases of aliases grow without end in the parser, so they must not get there. Where a
    /// quoted text looks like one, it is refused as well: no policy needs that.
    private static func refuseReferences(in bytes: [UInt8], _ path: String) throws(Refusal) {
        let marks = Array("&*!".utf8)
        let introducers = Array(":-?,[{".utf8)
        let blanks = Array(" \t\r".utf8)
        for (index, line) in bytes.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).enumerated() {
            var isStart = true
            for (column, byte) in line.enumerated() where !blanks.contains(byte) {
                if isStart, byte == UInt8(ascii: "#") { break }
                guard !isStart || !marks.contains(byte) else {
                    throw .policy(
                        "\(path):\(index + 1):\(column + 1): anchors, aliases and tags are not read",
                        "Write it out.")
                }
                isStart = introducers.contains(byte)
            }
        }
    }
}
