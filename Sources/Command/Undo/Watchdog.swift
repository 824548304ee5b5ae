internal import CShims
internal import Gather
internal import Glibc

/// A child that undoes what this process has changed, if it is killed.
final class Watchdog: Sendable {
    private let pipe: Int32
    private let process: pid_t

    /// Starts it for one journal, or for all that are left behind when this process is gone.
    init(for journal: String?) throws(Refusal) {
        var ends: [Int32] = [-1, -1]
        guard unsafe wt_pipe(&ends) == 0 else { throw .internalError("no pipe could be made") }
        defer { close(ends[0]) }
        var program = Spawn(
            [try LabCommands.tool(), "undo-behind"] + (journal.map { [$0] } ?? []),
            descriptors: [.copy(of: ends[0]), .null, .ours])
        // Only who leads no group can have a session of its own.
        program.leadsGroup = false
        do throws(Spawn.Refusal) {
            process = try program.start()
            pipe = ends[1]
        } catch {
            close(ends[1])
            throw .internalError("nobody could be started who undoes what a killed run leaves")
        }
    }

    /// Ends it, once everything is undone.
    func end() {
        close(pipe)
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
}
