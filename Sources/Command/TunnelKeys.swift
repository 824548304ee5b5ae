internal import Reports
internal import Tunnels
internal import Wire
internal import Yams

/// What a configuration says under `tunnel`.
struct TunnelKeys {
    /// Its interfaces.
    let interfaces: [String]
    /// How it is brought up; nil if it is up.
    let driver: TunnelDriver?

    private static let drivers = ["wireguard", "command"]
    /// Longest that a tunnel may be waited for, in seconds: nobody watches for longer.
    private static let longest: UInt64 = 600

    /// Reads the map; throws for the first mistake.
    init(_ node: Node, _ file: YAMLFile) throws(Refusal) {
        var map = try YAMLMap(node, "tunnel", file)
        interfaces = try map.oneOrMore("interface")
        let name = try map.word("driver")
        if let name, !TunnelKeys.drivers.contains(name) {
            throw map.wrong("driver", name, because: "The drivers are wireguard and command.")
        }
        driver =
            name == "command"
            ? try TunnelKeys.commands(&map, file)
            : try TunnelKeys.wireGuard(&map, file, hasInterface: !interfaces.isEmpty)
        try map.end()
    }

    private static func commands(
        _ map: inout YAMLMap, _ file: YAMLFile
    ) throws(Refusal) -> TunnelDriver {
        guard let up = try words("up", &map), let down = try words("down", &map) else {
            throw file.purpose.mistake(
                "\(file.path): the driver command lacks \"up\" or \"down\"",
                "Whatever is brought up is taken down again.")
        }
        let status = try words("status", &map)
        return try TunnelDriver(
            CommandTunnel(up: up, down: down, status: status), within: try ready(&map, file))
    }

    private static func wireGuard(
        _ map: inout YAMLMap, _ file: YAMLFile, hasInterface: Bool
    ) throws(Refusal) -> TunnelDriver? {
        guard let path = try map.word("file") else { return nil }
        guard !hasInterface else {
            throw map.wrong("file", path, because: "Its name is the interface's; name only one.")
        }
        guard TunnelDriver.isFile(path) else { throw map.wrong("file", path) }
        let within = try ready(&map, file)
        do throws(Refusal) {
            return try TunnelDriver(file: path, within: within)
        } catch {
            throw map.wrong("file", path, because: error.trouble.what.raw)
        }
    }

    /// The words of a command: a list, or a text that is split at blanks. No shell reads it.
    private static func words(
        _ key: String, _ map: inout YAMLMap
    ) throws(Refusal) -> [String]? {
        guard let node = map.take(key) else { return nil }
        if let text = node.scalar?.string {
            let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
            let isPlain = !text.contains { "\"'\\$`|&;<>*?~(){}\n".contains($0) }
            guard !words.isEmpty, isPlain else {
                throw map.wrong(key, text, because: "No shell reads it: give a list of words.")
            }
            return words
        }
        let words = node.sequence?.compactMap { $0.scalar?.string } ?? []
        guard words.first?.isEmpty == false, words.count == node.sequence?.count else {
            throw map.wrong(key, "that", because: "It is a command, or a list of its words.")
        }
        return words
    }

    /// `ready: { handshake_within: 10s }`.
    private static func ready(
        _ map: inout YAMLMap, _ file: YAMLFile
    ) throws(Refusal) -> Duration? {
        guard let node = map.take("ready") else { return nil }
        var ready = try YAMLMap(node, "ready", file)
        let text = try ready.needed("handshake_within")
        guard let span = TimeSpan(argument: text), span.seconds <= longest else {
            throw ready.wrong(
                "handshake_within", text, because: "It is a time such as 10s, up to 10m.")
        }
        try ready.end()
        return .seconds(Int64(span.seconds))
    }
}
