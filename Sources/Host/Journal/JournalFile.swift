internal import Glibc

/// The file of a journal, which we have locked.
struct JournalFile {
    private let name: String
    private let descriptor: Int32
    private let folder: JournalFolder

    init(_ name: String, _ descriptor: Int32, _ folder: JournalFolder) {
        self.name = name
        self.descriptor = descriptor
        self.folder = folder
    }

    /// Undoes all steps, the last one first, and removes the file; unless one failed, and this is not the
    /// last try. Without an enclosure, the one that the changes were made in is looked for.
    func undo(in known: Enclosure?, isLast: Bool = false) throws(HostError) -> [Undone] {
        // Somebody else has undone it while we waited, or nothing was changed yet.
        guard JournalFolder.isNamed(descriptor) else { return [] }
        let bytes = try read()
        guard !bytes.isEmpty else {
            folder.remove(name)
            return []
        }
        let text = try JournalText(bytes, of: "\(folder.path)/\(name)")
        let enclosure = known ?? Enclosure.holding(text.head.network, named: text.head.enclosure)
        guard let enclosure else {
            folder.remove(name)
            return [
                Undone(
                    what: "nothing: the network namespace is gone, and what was changed in it",
                    failure: nil)
            ]
        }
        // Most programs do not mind where they run, if that folder is gone.
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        var place = unsafe open(text.head.folder, flags)
        if place < 0 { place = unsafe open("/", flags) }
        guard place >= 0 else { throw HostError(.refused, subject: "/", number: errno) }
        defer { close(place) }
        let undone = try enclosure.run(in: place) { text.steps.reversed().compactMap { $0.undo() } }
        if isLast || undone.allSatisfy({ $0.failure == nil }) { folder.remove(name) }
        return undone
    }

    /// What stands in it, from its start.
    private func read() throws(HostError) -> [UInt8] {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw HostError(.refused, subject: name, number: errno)
        }
        return try BoundedFile.bytes(from: descriptor, of: name, most: JournalText.most)
    }
}
