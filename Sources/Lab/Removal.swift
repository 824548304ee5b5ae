internal import Glibc

/// Takes a lab down, whatever state it is in.
struct Removal {
    let site: Site

    /// Ends every process in the lab's namespaces, and removes the namespaces and files.
    ///
    /// Every name follows from the lab's, so nothing need be read, and what a killed maker left is
    /// found as well.
    func remove() throws(LabError) {
        let machine = Namespace(path: "/proc/self/ns/net")
        let spaces = Set(Node.allCases.compactMap { Namespace(path: site.pin(of: $0)) })
            .filter { $0 != machine }
        // A process may start another while we look, so look until there is none.
        try Wait.until("the lab's processes to end") {
            let left = Namespace.processes(in: spaces)
            for pid in left { kill(pid, SIGKILL) }
            return left.isEmpty
        }
        for node in Node.allCases {
            unsafe umount2(site.pin(of: node), Int32(MNT_DETACH))
            unsafe unlink(site.pin(of: node))
        }
        Files.remove(site.folder)
    }

    /// Whether anything of the lab exists.
    var isNeeded: Bool {
        Namespace(path: site.folder) != nil
            || Node.allCases.contains { Namespace(path: site.pin(of: $0)) != nil }
    }
}
