/// Names in a call that tell who asks, or for what: keys of a URL's query, and names of products.
enum TellingNames {
    /// Keys that stand for whoever uses the client.
    private static let users: Set<String> = [
        "account", "customer", "email", "identity", "login", "mail", "token", "user", "wallet",
    ]

    /// Keys that stand for the node that was chosen, or for where it is.
    private static let nodes: Set<String> = [
        "city", "country", "entry", "exit", "gateway", "location", "node", "peer", "provider",
        "region", "relay", "server",
    ]

    /// What may follow such a word: `userid`, `countrycode`.
    private static let endings = ["id", "name", "code"]

    /// Products whose name does not say that it is a VPN.
    private static let products: Set<String> = [
        "mullvad", "mysterium", "nym", "nymtech", "orchid", "proton", "psiphon", "sentinel",
        "surfshark", "torproject", "tunnelbear", "windscribe",
    ]

    /// What the target of a request in clear text tells.
    static func sighting(of target: String) -> Sighting {
        var found = Sighting.callInClear
        guard let mark = target.firstIndex(of: "?") else { return found }
        for pair in target[mark...].dropFirst().split(whereSeparator: { "&;".contains($0) }) {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            for word in words(of: parts[0]) {
                if users.contains(word) { return .callNamesUser }
                if nodes.contains(word) { found = .callNamesNode }
            }
        }
        return found
    }

    /// Whether a host name tells a product: a part of it says "vpn", or is a product's name.
    static func isProduct(_ host: String) -> Bool {
        host.lowercased().split(whereSeparator: { ".-".contains($0) }).contains {
            $0.contains("vpn") || products.contains(String($0))
        }
    }

    /// The words of a key, small letters: `exit_country`, `userId` and `nodeid` are taken apart.
    private static func words(of key: Substring) -> [String] {
        var words: [String] = []
        var word = ""
        var wasSmall = false
        for character in key {
            if !character.isLetter || (character.isUppercase && wasSmall) {
                words.append(word)
                word = ""
            }
            if character.isLetter { word += character.lowercased() }
            wasSmall = character.isLowercase
        }
        words.append(word)
        return words.flatMap { word in
            [word]
                + endings.filter { word.hasSuffix($0) }.map { String(word.dropLast($0.count)) }
        }
    }
}
