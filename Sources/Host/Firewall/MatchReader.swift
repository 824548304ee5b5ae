internal import Evidence

/// Reads what a rule of nftables asks of a packet (libnftables-json(5)).
struct MatchReader {
    let sets: NamedSets
    let table: String
    let family: Ruleset.Family

    /// Numbers of protocols by the names that nftables gives them.
    private static let transports: [String: String] = [
        "icmp": "1", "igmp": "2", "tcp": "6", "udp": "17", "dccp": "33", "gre": "47", "esp": "50",
        "ah": "51", "icmpv6": "58", "ipv6-icmp": "58", "sctp": "132", "udplite": "136",
    ]
    private static let versions = ["ipv4": "4", "ip": "4", "ipv6": "6", "ip6": "6"]
    /// Users that every system has (Debian Policy, 9.2.2).
    private static let users = ["root": "0", "nobody": "65534"]

    /// The matches that one stands for: a look at a header means that the packet has it.
    func matches(_ match: JSONTree) -> [Ruleset.Match] {
        guard let left = match["left"], let right = match["right"], let op = match["op"]?.string
        else { return [Ruleset.Match(.unknown, [])] }
        let (field, implied, mask) = field(left)
        guard field != .unknown, let values = values(right, of: field),
            let (whole, isNot) = MatchReader.compared(values, by: op, field)
        else { return implied + [Ruleset.Match(.unknown, [])] }
        return implied + [Ruleset.Match(field, whole, isNot: isNot, mask: mask)]
    }

    private func field(
        _ left: JSONTree
    ) -> (Ruleset.Field, implied: [Ruleset.Match], mask: UInt32?) {
        if let meta = left["meta"]?["key"]?.string {
            let field: Ruleset.Field =
                switch meta {
                case "oifname", "oif": .oif
                case "iifname", "iif": .iif
                case "mark": .mark
                case "l4proto": .transport
                case "nfproto", "protocol": .version
                case "skuid": .user
                default: .unknown
                }
            return (field, [], nil)
        }
        if let payload = left["payload"] { return header(payload) }
        if let ct = left["ct"] {
            let isState = ct["key"]?.string == "state" && ct["dir"] == nil
            return (isState ? .state : .unknown, [], nil)
        }
        if let fib = left["fib"] {
            let flags = fib["flags"]?.values ?? [fib["flags"]].compactMap { $0 }
            let isReach = fib["result"]?.string == "type" && flags == [.text("daddr")]
            return (isReach ? .reach : .unknown, [], nil)
        }
        if let masked = left["&"]?.values, masked.count == 2,
            masked[0]["meta"]?["key"]?.string == "mark",
            let mask = masked[1].whole.flatMap({ UInt32(exactly: $0) })
        {
            return (.mark, [], mask)
        }
        return (.unknown, [], nil)
    }

    private func header(
        _ payload: JSONTree
    ) -> (Ruleset.Field, implied: [Ruleset.Match], mask: UInt32?) {
        guard let name = payload["protocol"]?.string, let part = payload["field"]?.string else {
            return (.unknown, [], nil)
        }
        if let version = MatchReader.versions[name] {
            let field: Ruleset.Field =
                switch part {
                case "saddr": .source
                case "daddr": .destination
                case "protocol": .transport
                default: .unknown
                }
            return (field, [Ruleset.Match(.version, [version])], nil)
        }
        let implied = MatchReader.transports[name].map { [Ruleset.Match(.transport, [$0])] } ?? []
        guard name == "th" || !implied.isEmpty else { return (.unknown, [], nil) }
        return switch part {
        case "sport": (.sourcePort, implied, nil)
        case "dport": (.port, implied, nil)
        default: (.unknown, implied, nil)
        }
    }

    /// The values of a match as its field writes them; nil if one is not understood, or they are too many.
    private func values(_ right: JSONTree, of field: Ruleset.Field) -> [String]? {
        var left = [right]
        var values: [String] = []
        while let value = left.popLast() {
            guard values.count < Ruleset.mostValues, left.count < Ruleset.mostValues else {
                return nil
            }
            if let list = value.values ?? value["set"]?.values {
                left += list.reversed()
            } else if let name = value.string, name.hasPrefix("@") {
                guard let list = sets.elements(of: String(name.dropFirst()), in: table, family)
                else { return nil }
                left += list.reversed()
            } else if let inner = value["elem"]?["val"] {
                left.append(inner)
            } else if let text = MatchReader.text(value, of: field),
                text.utf8.count <= Ruleset.longestName
            {
                values.append(text)
            } else {
                return nil
            }
        }
        return values
    }

    private static func text(_ value: JSONTree, of field: Ruleset.Field) -> String? {
        if let prefix = value["prefix"], let address = prefix["addr"]?.string,
            let length = prefix["len"]?.whole
        {
            return "\(address)/\(length)"
        }
        if let ends = value["range"]?.values, ends.count == 2, let first = text(ends[0], of: field),
            let last = text(ends[1], of: field)
        {
            return "\(first)-\(last)"
        }
        if let number = value.whole { return number >= 0 ? "\(number)" : nil }
        guard let text = value.string else { return nil }
        return switch field {
        case .oif, .iif, .source, .destination, .state, .reach: text
        case .transport: transports[text] ?? number(text)
        case .version: versions[text]
        case .user: users[text] ?? number(text)
        case .port, .sourcePort, .mark: number(text)
        case .unknown: nil
        }
    }

    private static func number(_ text: String) -> String? { UInt32(text).map { "\($0)" } }

    /// The values that an operator makes of those beside it, and whether none of them must hold.
    private static func compared(
        _ values: [String], by op: String, _ field: Ruleset.Field
    ) -> (values: [String], isNot: Bool)? {
        switch op {
        case "==", "in": return (values, false)
        case "!=": return (values, true)
        case "<", "<=", ">", ">=":
            guard [.port, .sourcePort, .mark, .user].contains(field), values.count == 1,
                let number = UInt32(values[0])
            else { return nil }
            switch op {
            case "<=": return (["0-\(number)"], false)
            case ">=": return (["\(number)-\(UInt32.max)"], false)
            case ">": return (["0-\(number)"], true)
            default: return (["\(number)-\(UInt32.max)"], true)
            }
        default: return nil
        }
    }
}
