internal import Glibc

extension LiveLab {
    /// Makes a lab, in place of one of the same name; `tool` is the executable `watertight`.
    ///
    /// A signal that asks the process to stop meanwhile takes the lab down and ends the process.
    @discardableResult
    public static func up(_ plan: Plan, tool: String) throws(LabError) -> LiveLab {
        let signals = StopSignals()
        let lab: LiveLab
        do throws(LabError) {
            lab = try make(plan, tool: tool)
            if signals.haveCome { try down(plan.name) }
        } catch {
            signals.release()
            throw error
        }
        signals.release()
        return lab
    }

    /// Makes a lab, runs a program in its client, takes the lab down, and tells the program's exit
    /// code.
    ///
    /// Who is not root runs this very command again, as the root of namespaces of its own.
    public static func run(
        _ arguments: [String], in plan: Plan, tool: String
    ) throws(LabError) -> Int32 {
        guard geteuid() == 0 else { return try Rootless.rerun(tool) }
        if Rootless.isConfined { try Rootless.furnish() }
        let signals = StopSignals()
        let lab = try make(plan, tool: tool)
        let end: (code: Int32, stopped: Int32?)
        do throws(LabError) {
            end = try signals.wait(for: lab.program(arguments, on: .client).start())
        } catch {
            try down(plan.name)
            throw error
        }
        try down(plan.name)
        signals.release(end.stopped)
        return end.code
    }

    private static func make(_ plan: Plan, tool: String) throws(LabError) -> LiveLab {
        let site = try changeable(plan.name)
        // Programs of the lab that are not root read its files, too.
        let mask = umask(0o022)
        defer { umask(mask) }
        let lock = try Lock(site)
        defer { withExtendedLifetime(lock) {} }
        let removal = Removal(site: site)
        try removal.remove()
        do {
            return try Construction(plan, at: site, tool: tool).make()
        } catch {
            try removal.remove()
            throw error
        }
    }

    /// Takes a lab down; throws when there is none.
    public static func down(_ name: String) throws(LabError) {
        let site = try changeable(name)
        let lock = try Lock(site)
        defer { withExtendedLifetime(lock) {} }
        let removal = Removal(site: site)
        guard removal.isNeeded else {
            throw LabError(
                .missing, "no lab is called \"\(name)\"", "There is nothing to take down.")
        }
        try removal.remove()
    }

    /// Opens a lab that is up.
    public static func open(_ name: String, tool: String) throws(LabError) -> LiveLab {
        let site = try changeable(name)
        let manifest = try Manifest.read(site)
        var holders: [Node: pid_t] = [:]
        for machine in manifest.nodes { holders[machine.name] = machine.pid }
        var plan = Plan(name: name, hops: manifest.hops, hasIPv6: manifest.hasIPv6)
        plan.isConnected = manifest.tunnelFile == nil
        plan.killSwitch = KillSwitch(rawValue: manifest.killSwitch) ?? .none
        return try LiveLab(site, Design(plan), tool: tool, holders: holders)
    }

    /// The place of a lab that we may change.
    static func changeable(_ name: String) throws(LabError) -> Site {
        let site = try Site(name)
        guard geteuid() == 0 else {
            throw LabError(
                .notRoot, "a lab needs root",
                "Network namespaces and mounts are made. You are uid \(geteuid()). "
                    + "Without root there is watertight lab run.")
        }
        return site
    }
}
