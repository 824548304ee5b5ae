internal import Audit
internal import Evidence
internal import Wire
internal import Yams

/// A policy in YAML: a strict subset in which every key is known and nothing is guessed.
struct PolicyFile {
    /// The file as it was read.
    let file: YAMLFile

    /// Reads a file; throws for one that is not YAML.
    init(_ path: String) throws(Refusal) { file = try YAMLFile(path, .policy) }

    /// Reads what a file holds; `name` is what messages call it.
    init(_ bytes: [UInt8], named name: String) throws(Refusal) {
        file = try YAMLFile(bytes, named: name, .policy)
    }

    /// The policy in a file that was read.
    init(_ file: YAMLFile) { self.file = file }

    /// The policy that the file asks for on a day, as `2026-11-22`; what has expired does not hold.
    func policy(on today: String) throws(Refusal) -> Policy {
        var policy = Policy()
        guard let root = file.root else { return policy }
        var map = try YAMLMap(root, "the policy", file)
        // A whole configuration may be given as well: its policy is meant.
        if let inner = map.take("policy") { map = try YAMLMap(inner, "policy", file) }
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
        for text in try map.words("exit") {
            policy.exits.append(try map.choice(text, IPPrefix(text), "exit"))
        }
        try readEntries(&map, &policy, today)
        for node in try map.list("accept") {
            var item = try YAMLMap(node, "accept", file)
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
                "\(file.path) allows too much",
                "At most \(Allowance.mostEntries) entries are taken.")
        }
        return policy
    }

    private func readEntries(
        _ map: inout YAMLMap, _ policy: inout Policy, _ today: String
    ) throws(Refusal) {
        for node in try map.list("allow") {
            try readEntry(node, nil, isControlPlane: false, &policy, today)
        }
        for node in try map.list("control_plane") {
            try readEntry(node, nil, isControlPlane: true, &policy, today)
        }
        guard let node = map.take("stages") else { return }
        var stages = try YAMLMap(node, "stages", file)
        for stage in Stage.allCases {
            guard let node = stages.take(stage.rawValue) else { continue }
            var item = try YAMLMap(node, stage.rawValue, file)
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
        var item = try YAMLMap(node, isControlPlane ? "control_plane" : "allow", file)
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
}
