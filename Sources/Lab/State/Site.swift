internal import Glibc

/// Where a lab keeps what it is: a folder for its files, and a name for each network namespace.
struct Site {
    /// The folder of all labs, which every node sees as well.
    static let shared = "/run/watertight"
    private static let labs = shared + "/labs"
    /// Where iproute2 looks for names of network namespaces.
    private static let names = "/run/netns"

    let lab: String

    /// The place of a lab; throws for a name that would not fit into those of namespaces.
    init(_ lab: String) throws(LabError) {
        guard Plan.isName(lab) else {
            throw LabError(
                .missing, "no lab can be called so",
                "A name has up to 16 small letters and digits.")
        }
        self.lab = lab
    }

    /// The folder of the lab's files.
    var folder: String { "\(Site.labs)/\(lab)" }
    /// The file that says what the lab consists of.
    var manifest: String { "\(folder)/manifest.json" }
    /// The policy that the lab's look-alike is harmless under.
    var policy: String { "\(folder)/policy.yaml" }
    /// The file that whoever changes the lab has locked.
    var lock: String { "\(Site.labs)/\(lab).lock" }

    /// The file of a node, such as its resolver's log.
    func file(_ name: String, of node: Node) -> String { "\(folder)/\(node.rawValue)/\(name)" }

    /// The name of a node's network namespace.
    func namespace(of node: Node) -> String { "wt-\(lab)-\(node.rawValue)" }

    /// The file that a node's network namespace is pinned to.
    func pin(of node: Node) -> String { "\(Site.names)/\(namespace(of: node))" }

    /// Makes the file that a node's network namespace will be pinned to.
    func makePin(of node: Node) throws(LabError) {
        // Who takes down another lab removes the folder if it is empty.
        try Wait.until("the names of namespaces") { () throws(LabError) in
            try Site.makeFolders()
            let file = unsafe open(pin(of: node), O_RDONLY | O_CREAT | O_CLOEXEC, 0o444)
            guard file >= 0 || errno == ENOENT else {
                throw .system(.state, "cannot write \(pin(of: node))", errno)
            }
            if file >= 0 { close(file) }
            return file >= 0
        }
    }

    /// Makes the folders that labs share.
    static func makeFolders() throws(LabError) {
        try Files.makeFolder(labs)
        try Files.makeFolder(names)
    }

    /// Removes the folders that labs share, if no lab and nobody else uses them.
    static func removeFolders() {
        for folder in [labs, shared, names] { _ = unsafe rmdir(folder) }
    }
}
