public import Evidence
internal import FoundationEssentials
internal import Wire

extension Ruleset {
    /// What concerns packets that leave, of a ruleset as libnftables writes it in JSON
    /// (libnftables-json(5)). What is not understood stands there as unknown, and the rest with it.
    public init(nftables json: [UInt8]) {
        self.init()
        do {
            let whole = try JSONDecoder().decode([String: [JSONTree]].self, from: Data(json))
            read(whole["nftables"] ?? [])
        } catch {
            unread.append("the ruleset is not its JSON")
        }
    }

    private mutating func read(_ entries: [JSONTree]) {
        let sets = NamedSets(entries)
        var places: [ChainName: Int] = [:]
        for chain in entries.compactMap({ $0["chain"] }) {
            guard let name = ChainName(chain, chain["name"]), let family = name.family else {
                continue
            }
            let place: Place?
            switch Ruleset.place(chain) {
            case .here(let found): place = found
            case .elsewhere: continue
            case .unclear:
                unread.append("the chain \(name.chain)")
                continue
            case .nowhere: place = nil
            }
            places[name] = chains.count
            chains.append(Chain(name.chain, in: name.table, family, at: place))
        }
        var count = 0
        for rule in entries.compactMap({ $0["rule"] }) {
            guard let name = ChainName(rule, rule["chain"]), let index = places[name] else {
                continue
            }
            let rules = RuleReader(
                sets: sets, table: chains[index].table, family: chains[index].family
            ).rules(rule["expr"])
            count += rules.count
            guard count <= Ruleset.mostRules else {
                unread.append("more than \(Ruleset.mostRules) rules")
                break
            }
            chains[index].rules += rules
        }
        dropUnreached()
    }

    /// Takes away chains that no packet that leaves comes to.
    private mutating func dropUnreached() {
        var reached: Set<ChainName> = []
        var next = chains.filter { $0.place != nil }
        while let chain = next.popLast() {
            guard reached.insert(ChainName(chain)).inserted else { continue }
            let targets = Set(chain.rules.compactMap(\.target))
            next += chains.filter {
                $0.family == chain.family && $0.table == chain.table && targets.contains($0.name)
            }
        }
        chains.removeAll { !reached.contains(ChainName($0)) }
    }

    private enum Found {
        case here(Place)
        /// Packets that leave do not come to it.
        case elsewhere
        /// Other chains send them.
        case nowhere
        /// It is for several devices.
        case unclear
    }

    private static func place(_ chain: JSONTree) -> Found {
        guard let hook = chain["hook"]?.string else { return .nowhere }
        guard let hook = Hook(rawValue: hook),
            let kind = Kind(rawValue: chain["type"]?.string ?? "")
        else { return .elsewhere }
        guard hook != .egress || chain["dev"]?.string != nil else { return .unclear }
        return .here(
            Place(
                kind, at: hook, priority: Int(chain["prio"]?.whole ?? 0),
                drops: chain["policy"]?.string == "drop", device: chain["dev"]?.string))
    }
}

/// Which chain is meant: names are those of a table, and tables those of a family.
private struct ChainName: Hashable {
    let familyName: String
    let table: String
    let chain: String

    init?(_ entry: JSONTree, _ chain: JSONTree?) {
        guard let family = entry["family"]?.string, let table = entry["table"]?.string,
            let chain = chain?.string, table.utf8.count <= Ruleset.longestName,
            chain.utf8.count <= Ruleset.longestName
        else { return nil }
        familyName = family
        self.table = table
        self.chain = chain
    }

    init(_ chain: Ruleset.Chain) {
        familyName = chain.family.rawValue
        table = chain.table
        self.chain = chain.name
    }

    var family: Ruleset.Family? { Ruleset.Family(rawValue: familyName) }
}

extension Machine {
    /// The rules that packets of this machine meet on their way out, as far as they can be read.
    public func ruleset() async throws(HostError) -> Ruleset {
        try await namespace.run { () throws(HostError) in
            var ruleset: Ruleset
            do throws(HostError) {
                ruleset = Ruleset(nftables: [UInt8](try Firewall.read().json.raw.utf8))
            } catch {
                ruleset = Ruleset(unread: ["nftables"])
            }
            ruleset.unread += Machine.olderTables
            return ruleset
        }
    }

    /// Tables of the older iptables, which nftables does not know of, in the namespace of the calling
    /// thread; the kernel lists them while their modules are loaded.
    private static var olderTables: [String] {
        [("ip_tables_names", "iptables-legacy"), ("ip6_tables_names", "ip6tables-legacy")]
            .filter { file, _ in
                do throws(HostError) {
                    // A name has 32 bytes (XT_TABLE_MAXNAMELEN), and there are five.
                    let path = "/proc/thread-self/net/\(file)"
                    return try !BoundedFile.bytes(of: path, most: 1 << 10).isEmpty
                } catch {
                    return false
                }
            }.map { $0.1 }
    }
}
