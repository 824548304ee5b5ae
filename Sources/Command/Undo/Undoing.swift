internal import Glibc
internal import Host
internal import Reports
internal import Synchronization
internal import Wire

/// The journal of a run, and the child that undoes it if the run is killed.
final class Undoing: Sendable {
    let journal: Journal
    private let watchdog: Watchdog
    private let talk: Talk

    /// Begins the journal of changes in an enclosure; its programs run in the folder `place`.
    init(in enclosure: Enclosure, named: String?, place: String, _ talk: Talk) throws(Refusal) {
        self.talk = talk
        do throws(HostError) {
            journal = try Journal(in: enclosure, named: named, place: place)
        } catch {
            throw .journal(error)
        }
        watchdog = try Watchdog(for: journal.name)
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
        watchdog.end()
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
}
