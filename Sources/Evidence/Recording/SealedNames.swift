internal import Wire

/// Names for the interfaces of a recording: each of them is one interface's alone, since a manifest
/// tells tunnels from underlays by name.
struct SealedNames {
    /// Most bytes of a name before its number; a reader cuts names at 255.
    private static let longest = 200
    /// The name that makes an interface the loopback, and so must not be given to another one.
    private static let loopback = "lo"

    private var taken: Set<String> = [SealedNames.loopback]

    /// The name of the next interface; `text` is its own name, or that of its file where it has none.
    mutating func name(like text: String, role: Vantage.Role) -> String {
        guard role != .loopback else { return SealedNames.loopback }
        var start = ""
        for scalar in OutsideText(text).forTerminal.unicodeScalars {
            guard start.utf8.count + UTF8.width(scalar) <= SealedNames.longest else { break }
            start.unicodeScalars.append(scalar)
        }
        if start.isEmpty { start = "interface" }
        var name = start
        var number = 2
        while !taken.insert(name).inserted {
            name = "\(start) (\(number))"
            number += 1
        }
        return name
    }
}
