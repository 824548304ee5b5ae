internal import Glibc
internal import Synchronization

/// What a run changes on this machine, and how it is put back: noted before each change.
///
/// A file that is ours alone holds it as long as something is to be undone. Its lock tells whether the
/// run lives: the kernel gives it back however the run ends. See `docs/decisions/0029-undo-journal.md`.
public final class Journal: Sendable {
    /// The name of its file, for whoever undoes behind us.
    public let name: String
    /// The file, for a program that notes itself with `note(itselfIn:)` before it changes anything.
    public let descriptor: Int32
    private let folder: JournalFolder
    private let enclosure: Enclosure
    /// Whether all of it was undone.
    private let isOver = Mutex(false)

    /// Begins one for changes in an enclosure, which the user calls `named`. Programs of its steps run in
    /// `place`.
    public init(
        in enclosure: Enclosure, named: String?, place: String, folder: JournalFolder = .usual
    ) throws(HostError) {
        self.enclosure = enclosure
        self.folder = folder
        let head = JournalText.Head(
            process: getpid(), network: try enclosure.cookie(), enclosure: named, folder: place)
        let line = try JournalText.line(head)
        (name, descriptor) = try folder.make()
        try Journal.append(line, to: descriptor)
    }

    deinit { close(descriptor) }

    /// Notes how a change is undone; when it returns, the change may be made.
    public func note(_ step: UndoStep) throws(HostError) {
        try Journal.append(try JournalText.line(step), to: descriptor)
    }

    /// Undoes everything, the last change first; what became of each step that had to be done. It waits
    /// for another thread that does so already, and then does nothing.
    ///
    /// A journal of which a step failed stays, so that the next run tries once more.
    public func undo() throws(HostError) -> [Undone] {
        try isOver.withLock { isOver throws(HostError) in
            guard !isOver else { return [] }
            isOver = true
            defer { flock(descriptor, LOCK_UN) }
            return try JournalFile(name, descriptor, folder).undo(in: enclosure)
        }
    }

    /// Notes, in the journal behind a descriptor, that this process is ended when it is undone: it may
    /// become a program that makes changes, and the journal is closed then.
    public static func note(itselfIn descriptor: Int32) throws(HostError) {
        guard let own = ProcessIdentity(of: getpid()), fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
        else { throw HostError(.journal, subject: "journal", reason: "It is not there.") }
        try append(try JournalText.line(UndoStep.end(own)), to: descriptor)
    }

    /// Undoes what a run left that is gone; waits for its end if it is not. Nothing if it undid it itself.
    public static func undo(
        behind name: String, in folder: JournalFolder = .usual
    ) throws(HostError) -> [Undone] {
        guard let descriptor = try folder.open(name) else { return [] }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw HostError(.refused, subject: name, number: errno) }
        }
        return try JournalFile(name, descriptor, folder).undo(in: nil)
    }

    /// Undoes what all runs left that are gone. What fails now failed before, and is not tried again.
    public static func undoLeftovers(in folder: JournalFolder = .usual) throws(HostError)
        -> [Undone]
    {
        var undone: [Undone] = []
        for name in try folder.names() {
            guard let descriptor = try folder.open(name) else { continue }
            defer { close(descriptor) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { continue }
            undone += try JournalFile(name, descriptor, folder).undo(in: nil, isLast: true)
        }
        return undone
    }

    /// Whether any run has noted what is still to be undone.
    public static func isAnyOpen(in folder: JournalFolder = .usual) throws(HostError) -> Bool {
        !(try folder.names().isEmpty)
    }

    private static func append(_ line: [UInt8], to descriptor: Int32) throws(HostError) {
        guard unsafe write(descriptor, line, line.count) == line.count, fsync(descriptor) == 0
        else {
            throw HostError(.refused, subject: "journal", number: errno)
        }
    }
}
