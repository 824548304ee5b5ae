internal import ArgumentParser
internal import Evidence
internal import Probes
internal import Reports
internal import Wire

/// Whether a browser is asked what pages learn.
enum BrowserUse: String, CaseIterable, ExpressibleByArgument {
    /// Where one is installed.
    case auto
    /// Never.
    case none
}

/// Those who are asked in their own way: endpoints that the user names, and a browser.
struct Outsiders: Sendable {
    /// The endpoints.
    let endpoints: EndpointSet
    /// What marks everything that is asked of them.
    let run: RunLabel
    /// The system's resolvers.
    let resolvers: [IPAddress]
    /// STUN servers that a browser is told of: those that the user named.
    let servers: [IPAddress]
    /// Whether a browser is asked.
    let usesBrowser: Bool

    /// Asks all of them, one after the other, and waits for what comes of it.
    func answers() -> [Answer] {
        var answers = usesBrowser ? BrowserProbe().gather(stun: servers).answers : []
        if !endpoints.isEmpty {
            answers += EndpointRun(
                endpoints, run: run, resolvers: resolvers.map { NameServer($0) }
            ).answers()
        }
        return answers
    }

    /// Who would be asked, line by line.
    var plan: [String] {
        var lines = endpoints.plan
        if usesBrowser {
            let whom = servers.map(\.description).joined(separator: ", ")
            lines.append(
                "browser    an installed one, fresh and without a window"
                    + (whom.isEmpty ? "" : "; asks STUN servers \(whom)")
                    + "; may announce a name by multicast DNS")
        }
        return lines
    }

    /// Reads the values of `--endpoints`.
    static func named(_ values: [String]) throws(Refusal) -> EndpointSet {
        do throws(EndpointError) {
            return try EndpointSet(values) { SmallFile.bytes(of: $0, most: largestList) }
        } catch {
            throw .usage(
                "\"\(error.value.forTerminal)\" is no endpoint: \(error.reason)",
                try: "watertight check --help")
        }
    }

    /// Most bytes of a file of endpoints: some hundred lines.
    private static let largestList = 64 << 10
}
