internal import Gather
internal import Glibc

/// The right to change a lab.
///
/// A child holds it too until its program runs, so whoever gets it after a crash finds every process
/// of the lab inside a node.
final class Lock {
    private let descriptor: Int32
    private let path: String

    /// Waits for the right to change a lab.
    init(_ site: Site) throws(LabError) {
        path = site.lock
        let clock = Stopwatch()
        while true {
            try Site.makeFolders()
            let descriptor = unsafe open(site.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            // Who takes down another lab may have removed the folder meanwhile.
            guard descriptor >= 0 || errno == ENOENT else {
                throw .system(.state, "cannot write \(site.lock)", errno)
            }
            if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0,
                Namespace(path: site.lock) == Namespace(path: "/proc/self/fd/\(descriptor)")
            {
                self.descriptor = descriptor
                return
            }
            close(descriptor)
            guard clock.seconds < Wait.longest else {
                throw LabError(
                    .busy, "another process changes the lab \"\(site.lab)\"",
                    "It did not end within \(Int(Wait.longest)) s.")
            }
            usleep(3000)
        }
    }

    /// Gives the right back, and removes its file.
    deinit {
        unsafe unlink(path)
        Site.removeFolders()
        close(descriptor)
    }
}
