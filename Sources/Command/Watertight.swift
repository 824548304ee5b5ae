internal import ArgumentParser

/// The executable `watertight`.
@main struct Watertight: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watertight", abstract: "Proves whether a tunnel leaks.")
}
