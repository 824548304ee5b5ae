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

    @Argument(help: "The name of the journal; without it, all that runs left which are gone.")
    var journal: String?

    /// Looks for what is left, and microseconds between two: a run that dies gives its journals up within
    /// moments.
    private static let looks = 40
    private static let rest: UInt32 = 50_000

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
            if let journal {
                Undoing.tell(try Journal.undo(behind: journal))
            } else {
                for _ in 0..<UndoBehind.looks {
                    Undoing.tell(try Journal.undoLeftovers())
                    guard try Journal.isAnyOpen() else { break }
                    usleep(UndoBehind.rest)
                }
            }
        } catch {
            Output.tell(Refusal.journal(error).trouble)
        }
        if let signal { Interruption.end(by: signal) }
    }
}
