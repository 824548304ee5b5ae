internal import ArgumentParser
internal import Glibc
internal import Host
internal import Reports

/// `watertight undo-behind`: undoes what a run has changed once the run is gone, which the end of its
/// standard input tells; or at once, and then ends by the signal that has ended the run.
struct UndoBehind: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo-behind", abstract: "Undo what a run has changed, once it is gone.",
        shouldDisplay: false)

    @Option(name: .long, help: "Undo at once, and end by this signal.")
    var signal: Int32?

    @Argument(help: "The name of the journal.")
    var journal: String

    func run() throws {
        // Whoever stops the run must not stop this.
        Interruption.hold()
        if signal == nil {
            // Out of reach of the terminal, and of no folder that somebody wants to unmount.
            setsid()
            unsafe chdir("/")
            // Nothing comes but the end; what cannot be read has ended as well.
            var byte: UInt8 = 0
            while unsafe read(STDIN_FILENO, &byte, 1) < 0, errno == EINTR {}
        }
        do throws(HostError) {
            Undoing.tell(try Journal.undo(behind: journal))
        } catch {
            Output.tell(Refusal.journal(error).trouble)
        }
        if let signal { Interruption.end(by: signal) }
    }
}
