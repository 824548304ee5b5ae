public import Evidence
public import Gather

/// Rules in an nft table of our own that disturb one fault long, and count what they meet.
public struct FaultRules: Sendable {
    /// The words of a rule that count a packet.
    public static let count = "counter name met"
    private static let name = "watertight_fault"

    private let family: String
    private let chains: String
    private let scene: FaultScene

    /// Chains of a table of an nft family, such as `inet`; nothing is loaded yet.
    public init(_ family: String, _ chains: String, on scene: FaultScene) {
        self.family = family
        self.chains = chains
        self.scene = scene
    }

    private var table: [String] { ["table", family, FaultRules.name] }

    /// Loads the rules, once it is noted how they go.
    public func load() throws(GatherError) {
        try scene.note(
            .run(arguments: ["nft", "delete"] + table, when: ["nft", "list"] + table))
        let text = "\(table.joined(separator: " ")) {\ncounter met { }\n\(chains)\n}\n"
        try scene.run(["nft", "-f", "-"], input: text)
    }

    /// Whether they have met a packet.
    public func proof(_ what: String) -> DrilledFault.Proof {
        let table = table
        return scene.proof { () throws(HostError) in
            let words = Errand(["nft", "list", "counters"] + table).run().output
                .split(whereSeparator: \.isWhitespace)
            guard let place = words.firstIndex(of: "packets"), place + 1 < words.count,
                let count = UInt64(words[place + 1])
            else { return .missing("The rules that disturb are not there.") }
            return count > 0 ? .shown(what) : .missing("No packet has met the rules yet.")
        }
    }

    /// Takes them away; does nothing a second time.
    public func undo() throws(GatherError) { try scene.undo() }
}
