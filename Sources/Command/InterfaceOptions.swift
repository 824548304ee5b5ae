internal import ArgumentParser
internal import Audit
internal import Evidence
internal import Wire

/// The flags that say what the tunnel is, and what it must not be passed by.
///
/// `check` and `watch` have them alike, so that both look at the same machine.
struct InterfaceOptions: ParsableArguments {
    @Option(
        name: [.customShort("i"), .long],
        help: "An uplink that the tunnel must not be passed by. Repeatable.")
    var uplink: [String] = []

    @Option(
        name: [.short, .long],
        help: """
            An interface of the tunnel, repeatable; for a check also a file of wg-quick, whose tunnel \
            is brought up for the run.
            """)
    var tunnel: [String] = []

    @Option(
        name: .long,
        help: "The tunnel's outer flow, ADDR[/LEN][:PORT][,udp|,tcp|,esp]; WireGuard tells its own."
    )
    var outer: [String] = []

    /// Refuses values that mean nothing.
    func validate() throws {
        for text in outer where OuterFlow(text) == nil {
            throw ValidationError("\"\(OutsideText(text).forTerminal)\" is not an outer flow")
        }
        guard outer.count <= Allowance.mostOuterFlows else {
            throw ValidationError("at most \(Allowance.mostOuterFlows) --outer are taken")
        }
    }
}
