internal import Glibc

/// A lab whose machines exist: what runs in them, and what they hold.
public final class LiveLab: Sendable {
    /// The lab's name.
    public let name: String
    let site: Site
    let design: Design
    /// The executable that sends what a user's program would send.
    let tool: String
    private let places: [Node: Place]
    private let holders: [Node: pid_t]

    init(
        _ site: Site, _ design: Design, tool: String, holders: [Node: pid_t]
    ) throws(LabError) {
        name = site.lab
        self.site = site
        self.design = design
        self.tool = tool
        self.holders = holders
        var places: [Node: Place] = [:]
        for (node, holder) in holders {
            places[node] = try Place(pin: site.pin(of: node), holder: holder)
        }
        self.places = places
    }

    /// Runs programs in nodes side by side, and throws if one of them fails.
    func run(_ programs: [(node: Node, arguments: [String])]) throws(LabError) {
        var children: [Child] = []
        for (node, arguments) in programs {
            children.append(try start(arguments, on: node, log: "steps.log"))
        }
        for child in children { try child.succeed() }
    }

    /// Runs one program in a node, and throws if it fails.
    func run(_ node: Node, _ arguments: [String]) throws(LabError) {
        try run([(node, arguments)])
    }

    /// Runs commands of iproute2 in nodes side by side, one process for each node.
    func run(ip commands: [(node: Node, lines: [String])]) throws(LabError) {
        var programs: [(node: Node, arguments: [String])] = []
        for (node, lines) in commands where !lines.isEmpty {
            let file = site.file("ip.batch", of: node)
            try Files.write(lines.joined(separator: "\n") + "\n", to: file)
            programs.append((node, ["ip", "-batch", file]))
        }
        try run(programs)
    }

    /// Runs commands of iproute2 in one node.
    func run(ip node: Node, _ lines: [String]) throws(LabError) { try run(ip: [(node, lines)]) }

    /// Loads nft rules in a node.
    func load(_ rules: String, on node: Node) throws(LabError) {
        try run(node, ["nft", "-f", try write(rules, as: "rules.nft", of: node)])
    }

    /// Starts a program that stays in a node; its words go to the file of that name.
    @discardableResult
    func start(_ arguments: [String], on node: Node, log: String) throws(LabError) -> Child {
        guard let place = places[node] else { throw missing(node) }
        return try Program(arguments, in: place, log: site.file(log, of: node)).start()
    }

    /// Starts what a user's program would send, on the client.
    func start(_ stimuli: [Stimulus], on node: Node = .client) throws(LabError) {
        for stimulus in stimuli {
            try start([tool, "lab", "send"] + stimulus.arguments, on: node, log: "stimulus.log")
        }
    }

    /// Writes a file of a node and tells its path, which is the same inside.
    func write(_ text: String, as name: String, of node: Node, mode: mode_t = 0o644)
        throws(LabError) -> String
    {
        let path = site.file(name, of: node)
        try Files.write(text, to: path, mode: mode)
        return path
    }

    /// Writes a file of the node's own `/etc`.
    func write(etc name: String, _ text: String, of node: Node) throws(LabError) {
        try Files.write(text, to: try root(of: node) + "/etc/" + name)
    }

    /// The root of a node's file system, seen from outside.
    func root(of node: Node) throws(LabError) -> String {
        guard let holder = holders[node] else { throw missing(node) }
        return "/proc/\(holder)/root"
    }

    /// The process that holds a node; nil if the lab has none of that name.
    func holder(of node: Node) -> pid_t? { holders[node] }

    /// What one program prints in a node.
    func output(_ node: Node, _ arguments: [String]) throws(LabError) -> String {
        let file = "output.\(getpid()).log"
        defer { Files.remove(site.file(file, of: node)) }
        try start(arguments, on: node, log: file).succeed()
        return Files.text(site.file(file, of: node)) ?? ""
    }

    /// The environment of what a user runs in the lab.
    private func environment() -> [String] {
        var own = LiveLab.ownEnvironment().filter {
            !$0.hasPrefix("WATERTIGHT_LAB=") && !$0.hasPrefix("WATERTIGHT_LAB_TUNNEL=")
        }
        own.append("WATERTIGHT_LAB=\(name)")
        if !design.isConnected, let file = ClientTunnel(lab: self).files.first {
            own.append("WATERTIGHT_LAB_TUNNEL=\(file)")
        }
        return own
    }

    /// Our own environment.
    static func ownEnvironment() -> [String] {
        var own: [String] = []
        while let entry = unsafe environ[own.count] { own.append(unsafe String(cString: entry)) }
        return own
    }

    private func missing(_ node: Node) -> LabError {
        LabError(
            .missing, "the lab \"\(name)\" has no node \(node.rawValue)",
            "Its nodes are \(holders.keys.map(\.rawValue).sorted().joined(separator: ", ")).")
    }
}

extension LiveLab {
    /// Becomes a program in a node; its exit code is then ours.
    public func become(_ arguments: [String], on node: Node) throws(LabError) -> Never {
        try program(arguments, on: node).become()
    }

    /// A program of the user in a node, with our own streams, terminal and folder.
    func program(_ arguments: [String], on node: Node) throws(LabError) -> Program {
        guard let place = places[node] else { throw missing(node) }
        var program = Program(arguments, in: place)
        program.environment = environment()
        program.folder = Files.currentFolder()
        program.isAttached = true
        return program
    }
}
