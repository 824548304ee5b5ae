internal import CShims
internal import Glibc

/// A program to start: its arguments, where it runs, and where its words go.
struct Program {
    /// What it is called with; the first is looked for in the path.
    var arguments: [String]
    /// The node that it runs in; nil for the machine itself.
    var place: Place?
    /// The file that takes what it prints.
    var log: String?
    /// The folder that it starts in.
    var folder: String?
    /// Whether it has our own streams and terminal; what outlives us must not.
    var isAttached = false
    /// Whether it is root in namespaces of its own, and dies with us.
    var isConfined = false
    /// All of its environment.
    var environment = Program.plain

    /// An environment in which every program is found and speaks the same language.
    static let plain = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]

    init(_ arguments: [String], in place: Place? = nil, log: String? = nil) {
        self.arguments = arguments
        self.place = place
        self.log = log
    }

    /// Starts it; a node's program is inside the node when this returns.
    func start() throws(LabError) -> Child { try start(nil) }

    /// Starts it in namespaces of its own, which become a node: pinned to a file, with one folder
    /// below `/run` that stays visible.
    func startNode(pin: String, shared: String) throws(LabError) -> Child {
        try start([pin, shared])
    }

    /// Becomes it, in this very process.
    func become() throws(LabError) -> Never {
        throw try unsafe call(nil) { child, step in unsafe wt_become(child, step) }.fault
    }

    private func start(_ node: [String]?) throws(LabError) -> Child {
        let (pid, fault) = try unsafe call(node) { child, step in unsafe wt_start(child, step) }
        guard pid > 0 else { throw fault }
        return Child(pid: pid, name: arguments.first ?? "", log: log)
    }

    /// Calls a shim with what it shall start; the fault is what it says when it failed.
    private func call(
        _ node: [String]?,
        _ shim: (UnsafePointer<wt_child>, UnsafeMutablePointer<UnsafePointer<CChar>?>) -> Int32
    ) throws(LabError) -> (result: Int32, fault: LabError) {
        let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        let file = try log.map { path throws(LabError) in try Files.log(path) }
        let output = isAttached ? -1 : file ?? nothing
        defer {
            close(nothing)
            if let file { close(file) }
        }
        let words = CStrings(arguments)
        let environment = CStrings(self.environment)
        let paths = CStrings([folder ?? "/"] + (node ?? []))
        var child = unsafe wt_child(
            arguments: words.pointers, environment: environment.pointers,
            folder: paths.pointers[0], network: place?.network ?? -1,
            mounts: place?.mounts ?? -1, input: isAttached ? -1 : nothing, output: output,
            errors: output, pin: nil, shared: nil, detached: isAttached ? 0 : 1,
            confined: isConfined ? 1 : 0)
        if node?.count == 2 {
            unsafe child.pin = UnsafePointer(paths.pointers[1])
            unsafe child.shared = UnsafePointer(paths.pointers[2])
        }
        var step: UnsafePointer<CChar>?
        let result = unsafe shim(&child, &step)
        let number = errno
        withExtendedLifetime((words, environment, paths)) {}
        let what = unsafe step.map { unsafe String(cString: $0) } ?? ""
        return (
            result,
            LabError(
                .failed, "cannot start \(arguments.first ?? "")",
                "\(what): \(SystemText.reason(number)).")
        )
    }
}
