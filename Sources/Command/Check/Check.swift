internal import ArgumentParser
internal import Gather
internal import Wire

/// `watertight check`: watches the tunnel that is up now, or that it brings up, tries to get past it,
/// and judges the recording.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Test the tunnel that is up now, or bring one up and test it.",
        discussion: """
            Captures every interface, sends probes through the tunnel and past it, and judges what \
            was captured. Leaves this machine as it was. Whom it asks is up to --target; without \
            it probes go to addresses for documentation, and nobody answers. Needs root.

            Exit codes: 0 sealed, 1 leak, 2 usage, 3 not proven, 4 could not run.

            sudo watertight check -t wg0
            sudo watertight check -t ./wg0.conf
            sudo watertight check dns leak.ipv6-native --quick
            """)

    @Argument(help: "Checks or areas that are judged; all of them without.")
    var checks: [String] = []

    @OptionGroup var options: RunOptions

    @Option(
        name: .long, help: "A proxy in place of a tunnel: socks5h://ADDR:PORT or http://ADDR:PORT.")
    var proxy: String?

    @Flag(name: .long, help: "End within 5 seconds, and wait less for answers.")
    var quick = false

    func run() throws {
        let settings = try RunSettings(options, checks: checks, proxy: proxy, isQuick: quick)
        try LiveRun(command: "check", options: options, settings: settings)
            .run(at: quick ? .quick : .usual)
    }

    /// Refuses values that mean nothing, before anything is touched.
    func validate() throws {
        guard let proxy else { return }
        guard Proxy(proxy) != nil else {
            throw ValidationError(
                "\"\(OutsideText(proxy).forTerminal)\" is not a proxy, "
                    + "as socks5h://192.0.2.1:1080 is one")
        }
        guard options.interfaces.tunnel.isEmpty else {
            throw ValidationError("--proxy stands in place of --tunnel")
        }
        guard options.endpoints.isEmpty else {
            throw ValidationError("--endpoints are not asked by way of a proxy")
        }
    }
}
