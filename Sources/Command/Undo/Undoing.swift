internal import CShims
internal import Gather
internal import Glibc
internal import Host
internal import Reports
internal import Synchronization
internal import Wire

/// The journal of a run, and the child that undoes it if the run is killed.
final class Undoing: Sendable {
    let journal: Journal
    private let pipe: Int32
    private let watchdog: pid_t
    private let talk: Talk

    /// Begins the journal of changes in an enclosure; its programs run in the folder `place`.
    init(in enclosure: Enclosure, named: String?, place: String, _ talk: Talk) throws(Refusal) {
        self.talk = talk
        do throws(HostError) {
            journal = try Journal(in: enclosure, named: named, place: place)
        } catch {
            throw .journal(error)
        }
        (watchdog, pipe) = try Undoing.watch(journal.name)
        Interruption.journal.withLock { $0 = journal.name }
    }

    /// Undoes everything, and tells what did not work; then the child has nothing to do and ends. Whoever
    /// stops the run waits for that.
    func undo() {
        Interruption.journal.withLock { name in
            do throws(HostError) {
                for one in try journal.undo() {
                    if one.failure == nil {
                        talk.say("put back: \(OutsideText(one.what).forTerminal)")
                    } else {
                        Output.tell(.notUndone(one))
                    }
                }
            } catch {
                Output.tell(Refusal.journal(error).trouble)
            }
            name = nil
        }
        close(pipe)
        var status: Int32 = 0
        while unsafe waitpid(watchdog, &status, 0) < 0, errno == EINTR {}
    }

    /// Undoes what runs left that were killed together with their children; throws where something stands
    /// that cannot be trusted.
    static func undoLeftovers() throws(Refusal) {
        guard geteuid() == 0 else { return }
        do throws(HostError) {
            tell(try Journal.undoLeftovers())
        } catch {
            throw .journal(error)
        }
    }

    /// Tells what was undone behind a run that is gone.
    static func tell(_ undone: [Undone]) {
        for one in undone {
            if one.failure == nil {
                let words = OutsideText(one.what).forTerminal
                Output.note("put back behind a run that was stopped: \(words)\n")
            } else {
                Output.tell(.notUndone(one))
            }
        }
    }

    /// Starts the child, and gives it the end of a pipe that ends when this process does.
    private static func watch(_ journal: String) throws(Refusal) -> (pid_t, Int32) {
        var ends: [Int32] = [-1, -1]
        guard unsafe wt_pipe(&ends) == 0 else { throw .internalError("no pipe could be made") }
        defer { close(ends[0]) }
        var program = Spawn(
            [try LabCommands.tool(), "undo-behind", journal],
            descriptors: [.copy(of: ends[0]), .null, .ours])
        // Only who leads no group can have a session of its own.
        program.leadsGroup = false
        do throws(Spawn.Refusal) {
            return (try program.start(), ends[1])
        } catch {
            close(ends[1])
            throw .internalError("nobody could be started who undoes what a killed run leaves")
        }
    }
}
