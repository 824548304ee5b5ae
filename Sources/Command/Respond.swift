internal import ArgumentParser
internal import Glibc
internal import Responder

/// `watertight responder`: our own endpoint outside, until a signal ends it.
struct Respond: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "responder", abstract: "Serve the outside endpoint that audits ask.",
        discussion: """
            Prints the public key and, when every socket is bound, one line that begins with \
            "ready". Ends cleanly on SIGTERM and SIGINT. docs/responder.md says how to host it.
            """)

    @Argument(help: "A YAML file with the zone, its records and where to listen.")
    var configuration: String

    func run() throws {
        let file = try ResponderFile(configuration)
        // Threads that are made from here on leave these signals to the wait below.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTERM)
        unsafe sigaddset(&signals, SIGINT)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        let responder: RunningResponder
        do {
            let key = try KeyFile.key(at: file.key)
            responder = try RunningResponder(file.configuration, key: key)
        } catch let error as ResponderError {
            throw Refusal.responder(error)
        }
        Output.say("key \(responder.publicKey)\n")
        let sockets = responder.sockets.map(\.description).joined(separator: " ")
        Output.say("ready \(sockets)\n")
        var received: CInt = 0
        unsafe sigwait(&signals, &received)
        let refused = try responder.refused()
        try responder.stop()
        Output.say(
            """
            stopped, not answered: \(refused.messages) messages of another kind, \
            \(refused.answers) beyond the rate, \(refused.connections) connections; \
            \(refused.runs) runs dropped

            """)
    }
}
