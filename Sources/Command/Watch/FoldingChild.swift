internal import CShims
internal import Dispatch
internal import Evidence
internal import Gather
internal import Glibc
internal import Synchronization
internal import Wire

/// The child without any privilege that folds what is captured: no captured byte is parsed by root.
///
/// It is `watertight fold-stream`, with the very code that `analyze` uses. Frames go to it through a
/// pipe, and its lines come back through another. Should this process die, the child's input ends, and
/// so does the child.
final class FoldingChild: Sendable {
    /// Bytes that the pipe to it holds, if the system allows: half a second of a busy uplink.
    private static let room: Int32 = 1 << 20
    /// `F_SETPIPE_SZ` of Linux, which the C library's headers hide.
    private static let setPipeSize: Int32 = 1031
    /// Longest line that is believed.
    private static let longestLine = 256 << 10
    /// Seconds that it has to end once its lines have.
    private static let patience = 2

    /// Where frames go in; closed by `closeInput`.
    let input: Int32
    private let output: Int32
    private let process: pid_t
    private let isGone = Mutex(false)

    /// What it must be told.
    struct Terms {
        var outer: [OuterFlow]
        /// The machine's addresses on its underlays.
        var own: [IPAddress]
        var allowsLAN: Bool
        /// A policy in YAML; empty if there is none.
        var policy: [UInt8]
    }

    /// Starts it; it gets its three streams, and no other descriptor of ours.
    init(_ terms: Terms) throws(Refusal) {
        var words = geteuid() == 0 ? Judge.unprivileged : []
        words += [try LabCommands.tool(), "fold-stream"]
        words += ["--policy-bytes", "\(terms.policy.count)"]
        for flow in terms.outer { words += ["--outer", flow.description] }
        for address in terms.own { words += ["--own", address.description] }
        if terms.allowsLAN { words.append("--allow-lan") }
        let (toChild, fromChild) = (try FoldingChild.pipe(), try FoldingChild.pipe())
        defer {
            close(toChild.reading)
            close(fromChild.writing)
        }
        _ = fcntl(toChild.writing, FoldingChild.setPipeSize, FoldingChild.room)
        input = toChild.writing
        output = fromChild.reading
        do throws(Spawn.Refusal) {
            // Its group is its own, so that Ctrl-C reaches us alone and it can count up.
            process = try Spawn(
                words,
                descriptors: [.copy(of: toChild.reading), .copy(of: fromChild.writing), .ours]
            ).start()
        } catch {
            close(input)
            close(output)
            throw .internalError("\(words[0]) could not be started")
        }
        unsafe _ = write(input, terms.policy, terms.policy.count)
    }

    /// Hands its lines to an inbox, from now on until there are none any more.
    func read(into inbox: Inbox) {
        DispatchQueue(label: "lines").async { [self] in
            var held: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            while held.count <= FoldingChild.longestLine {
                let got = unsafe Glibc.read(output, &buffer, buffer.count)
                if got < 0, errno == EINTR { continue }
                if got <= 0 { break }
                held += buffer.prefix(got)
                while let end = held.firstIndex(of: UInt8(ascii: "\n")) {
                    inbox.post(StreamLine(held[..<end]).map(Inbox.Message.line) ?? .nonsense)
                    held.removeSubrange(...end)
                }
            }
            inbox.post(.childEnded)
        }
    }

    /// Lets its input end, so that it counts up and ends; nobody may write to it any more.
    func closeInput() { close(input) }

    /// Ends it at once.
    func kill() { isGone.withLock { if !$0 { _ = Glibc.kill(process, SIGKILL) } } }

    /// Waits until it has ended, which it is made to, and says how it did.
    func end() -> String {
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(FoldingChild.patience)) {
            [self] in kill()
        }
        // Not fetched yet: until it is marked as gone its number must be nobody else's.
        var facts = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(process), &facts, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        var status: Int32 = 0
        isGone.withLock { isGone in
            isGone = true
            while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
        }
        close(output)
        let signal = status & 0x7f
        return signal == 0
            ? "it ended with \(status >> 8 & 0xff)" : "signal \(signal) ended it"
    }

    private static func pipe() throws(Refusal) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard unsafe wt_pipe(&ends) == 0 else { throw .internalError("no pipe could be made") }
        return (ends[0], ends[1])
    }
}
