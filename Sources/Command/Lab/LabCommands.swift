internal import ArgumentParser
internal import Glibc
internal import Lab
internal import Reports
internal import Wire

/// `watertight lab`: an internet in a box.
struct LabCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab",
        abstract: "An internet in a box, in network namespaces, with a switch for each leak.",
        discussion: """
            Needs root; "lab run" also works without, in user namespaces. Nothing leaves the machine. \
            More: docs/lab.md
            """,
        subcommands: [
            LabUp.self, LabDown.self, LabReadiness.self, LabExec.self, LabRun.self, LabList.self,
            LabSend.self, LabReload.self,
        ])

    /// Which lab is meant.
    struct Name: ParsableArguments {
        @Option(name: .long, help: "The lab's name: small letters and digits.")
        var name = "lab"

        func validate() throws {
            guard Plan.isName(name) else {
                throw ValidationError("--name is up to 16 small letters and digits")
            }
        }
    }

    /// What a lab shall be.
    struct Shape: ParsableArguments {
        @OptionGroup var lab: Name

        @Option(name: .long, help: "WireGuard nodes that the traffic passes, 1 to 3.")
        var hops = 1

        @Option(
            name: .long,
            help: "The client's kill switch: none, wg-quick, strict, or a weak-… of docs/lab.md.",
            transform: Shape.killSwitch)
        var killswitch = KillSwitch.none

        @Flag(name: .customLong("no-ipv6"), help: "A client without IPv6.")
        var hasNoIPv6 = false

        @Flag(
            name: .customLong("home-ipv6"),
            help: "A home router that advertises IPv6, which could leave beside the tunnel.")
        var hasHomeIPv6 = false

        @Flag(help: "A client that forwards packets of others, as hosts of containers do.")
        var forwarding = false

        @Flag(
            name: .customLong("no-connect"),
            help: "Leave the tunnel down; WATERTIGHT_LAB_TUNNEL is its file of wg-quick.")
        var isNotConnected = false

        @Option(name: .long, help: "A leak, or a look-alike; watertight lab list has them.")
        var leak: String?

        func validate() throws {
            guard (1...3).contains(hops) else { throw ValidationError("--hops is 1, 2 or 3") }
            if let leak, Leak.named(leak) == nil {
                throw ValidationError("no leak is called \"\(leak)\"; see watertight lab list")
            }
            if let contradiction = plan.contradiction { throw ValidationError(contradiction) }
        }

        private static func killSwitch(_ text: String) throws -> KillSwitch {
            guard let shape = KillSwitch(rawValue: text) else {
                let shapes = KillSwitch.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--killswitch is one of \(shapes)")
            }
            return shape
        }

        var plan: Plan {
            Plan(
                name: lab.name, hops: hops, killSwitch: killswitch, hasIPv6: !hasNoIPv6,
                hasHomeIPv6: hasHomeIPv6, forwards: forwarding, isConnected: !isNotConnected,
                leak: leak.flatMap(Leak.named))
        }
    }

    /// This very executable, which the lab starts to send what a user's program would send.
    static func tool() throws(Refusal) -> String {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlink("/proc/self/exe", &bytes, bytes.count)
        guard length > 0 else { throw .internalError("cannot read /proc/self/exe") }
        return String(decoding: bytes.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension Refusal {
    /// The lab could not do it.
    static func lab(_ error: LabError) -> Refusal {
        let commands =
            switch error.code {
            case .notRoot: ["sudo watertight lab up"]
            case .missing: ["watertight lab up"]
            case .failed, .timeout: ["watertight lab down"]
            default: [String]()
            }
        return Refusal(
            trouble: Trouble(
                .error, OutsideText(error.subject), because: [OutsideText(error.reason)],
                commands: commands.map(OutsideText.init), exitCode: 4, code: error.code.rawValue))
    }
}

/// Runs what the lab does, and tells its errors as the other commands do.
func inLab<Result>(_ body: () throws(LabError) -> Result) throws(Refusal) -> Result {
    do {
        return try body()
    } catch {
        throw .lab(error)
    }
}
