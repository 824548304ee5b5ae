internal import ArgumentParser
internal import Evidence
internal import Glibc
internal import Host
internal import Wire

/// `watertight journaled`: notes itself in the journal that is its descriptor 3, then becomes a program
/// that changes the machine. So a program that a run started never goes on unknown when the run is killed.
struct Journaled: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journaled",
        abstract: "Note this process in a journal, and become a program.", shouldDisplay: false)

    /// The number of the journal's descriptor.
    private static let journal: Int32 = 3

    @Option(name: .long, help: "The folder that the program runs in.")
    var folder: String

    @Argument(parsing: .postTerminator, help: "The program and its arguments.")
    var words: [String]

    /// The words that run a program in this way, wherever it is.
    static func words(_ words: [String], in folder: String) -> [String] {
        // This executable's own path may mean nothing among the mounts of an enclosure.
        ["/proc/self/exe", "journaled", "--folder", folder, "--"] + words
    }

    func run() throws {
        do throws(HostError) {
            try Journal.note(itselfIn: Journaled.journal)
        } catch {
            throw Refusal.journal(error)
        }
        // SIGPIPE stays ignored: the program may outlive the run that reads what it prints, and shall
        // then still put its own things in order.
        if unsafe chdir(folder) == 0 {
            var list = unsafe words.map { unsafe strdup($0) } + [nil]
            unsafe execvp(words.first ?? "", &list)
        }
        let reason = SystemReason.sentence(errno)
        Output.note("\(OutsideText(words.first ?? "").forTerminal): \(reason)\n")
        // What a shell says of a program that is not there (POSIX, 2.8.2).
        throw ExitCode(127)
    }
}
