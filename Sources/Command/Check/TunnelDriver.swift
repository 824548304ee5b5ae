internal import Gather
internal import Glibc
internal import Tunnels
internal import Wire

/// How the tunnel of a run is brought up, and taken down again.
struct TunnelDriver: Sendable {
    /// The commands that do it.
    let tunnel: CommandTunnel
    /// How long the tunnel may take from then on until it carries something; nil for the usual time.
    var within: Duration?
    /// The folder that its commands run in: the one that the user is in.
    let place: String

    /// A driver of commands.
    init(_ tunnel: CommandTunnel, within: Duration?) throws(Refusal) {
        self.tunnel = tunnel
        self.within = within
        place = try TunnelDriver.folder()
    }

    /// The driver of a file of wg-quick.
    init(file: String, within: Duration? = nil) throws(Refusal) {
        place = try TunnelDriver.folder()
        self.within = within
        let path = file.hasPrefix("/") ? file : "\(place)/\(file)"
        guard let tunnel = CommandTunnel(file: path) else {
            throw .usage(
                "\"\(OutsideText(file).forTerminal)\" is no file of wg-quick",
                because:
                    "It is called like its interface, up to 15 letters, digits and _=+.-, and .conf.",
                try: "watertight check -t wg0.conf --plan")
        }
        guard unsafe access(path, R_OK) == 0 else {
            throw .usage(
                "cannot read \"\(OutsideText(file).forTerminal)\"",
                because: "There is no such file.",
                try: "ls -l \(OutsideText(file).forTerminal)")
        }
        self.tunnel = tunnel
    }

    /// Whether a word of `--tunnel` means a file: no interface has a slash in its name.
    static func isFile(_ word: String) -> Bool { word.contains("/") || word.hasSuffix(".conf") }

    /// The command that brings it up, for people.
    var up: String { OutsideText(tunnel.up.arguments.joined(separator: " ")).forTerminal }
    /// The command that takes it down, for people.
    var down: String { OutsideText(tunnel.down.joined(separator: " ")).forTerminal }

    /// The folder that the user is in.
    static func folder() throws(Refusal) -> String {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard unsafe getcwd(&bytes, bytes.count) != nil else {
            throw .usage("the folder that you are in is not there", try: "cd /")
        }
        return String(
            decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
