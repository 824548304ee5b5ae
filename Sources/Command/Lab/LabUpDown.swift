internal import ArgumentParser
internal import Lab

/// `watertight lab up`: makes a lab.
struct LabUp: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Make a lab, in place of one of the same name.")

    @OptionGroup var shape: LabCommands.Shape

    func run() throws {
        let (plan, tool) = (shape.plan, try LabCommands.tool())
        _ = try inLab { () throws(LabError) in try LiveLab.up(plan, tool: tool) }
        try LabReadiness.tell(plan.name)
    }
}

/// `watertight lab down`: takes a lab down.
struct LabDown: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Take a lab down, whatever state it is in.")

    @OptionGroup var lab: LabCommands.Name

    func run() throws {
        try inLab { () throws(LabError) in try LiveLab.down(lab.name) }
    }
}

/// `watertight lab status`: the machines of a lab, and whether they work.
struct LabReadiness: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tell a lab's machines, and whether they work.")

    @OptionGroup var lab: LabCommands.Name

    func run() throws {
        guard try LabReadiness.tell(lab.name) else { throw ExitCode(4) }
    }

    /// Prints how a lab is, and tells whether it is ready.
    @discardableResult
    static func tell(_ name: String) throws -> Bool {
        let status = try inLab { () throws(LabError) in try LiveLab.status(name) }
        let lab = status.manifest
        let facts = [
            lab.tunnel == .wireGuard
                ? "\(lab.hops) \(lab.hops == 1 ? "hop" : "hops")" : lab.tunnel.rawValue,
            "kill switch \(lab.killSwitch)",
            lab.hasIPv6 ? lab.hasHomeIPv6 ? "IPv6, also at home" : "IPv6" : "no IPv6",
            lab.forwards ? "forwarding" : "no forwarding", "leak \(lab.leak ?? "none")",
        ]
        var lines = [
            "lab \(lab.name)   \(status.isReady ? "ready" : "not ready")   "
                + facts.joined(separator: ", ")
        ]
        for machine in lab.nodes {
            let isLost = status.lost.contains(machine.name)
            let addresses = [machine.ipv4, machine.ipv6].compactMap { $0 }
            lines.append(
                row(
                    machine.name.rawValue, isLost ? "gone" : "pid \(machine.pid ?? 0)",
                    addresses.joined(separator: "  ")))
        }
        for tunnel in status.tunnels {
            lines.append(
                row(
                    tunnel.interface, "tunnel",
                    tunnel.handshakeAge.map { "handshake \($0) s ago" }
                        ?? (tunnel.isUp ? "up" : "not up")))
        }
        if let file = lab.tunnelFile { lines.append(row("file", "", file)) }
        lines.append(row("outer", "", lab.outerFlows.joined(separator: "  ")))
        lines.append(row("resolver", "", lab.resolver))
        Output.say(lines.joined(separator: "\n") + "\n")
        return status.isReady
    }

    private static func row(_ name: String, _ state: String, _ text: String) -> String {
        var line = "  " + name
        line += String(repeating: " ", count: max(1, 13 - line.count)) + state
        line += String(repeating: " ", count: max(1, 25 - line.count)) + text
        return line
    }
}
