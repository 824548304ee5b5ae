internal import Glibc

/// The namespaces of a node, kept open.
final class Place: Sendable {
    let network: Int32
    let mounts: Int32

    /// Opens the namespaces of a node by its pinned network and the process that holds it.
    init(pin: String, holder: pid_t) throws(LabError) {
        network = unsafe open(pin, O_RDONLY | O_CLOEXEC)
        mounts = unsafe open("/proc/\(holder)/ns/mnt", O_RDONLY | O_CLOEXEC)
        let isHolder = Namespace(path: pin) == Namespace(path: "/proc/\(holder)/ns/net")
        guard network >= 0, mounts >= 0, isHolder else {
            throw LabError(.missing, "a node is gone", "The process that held \(pin) has ended.")
        }
    }

    deinit {
        close(network)
        close(mounts)
    }
}
