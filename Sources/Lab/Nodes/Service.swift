/// A program that serves in a node: its files, its command line, and how it is seen to be ready.
struct Service: Sendable {
    /// The node that it runs in.
    let node: Node
    /// Its name, and that of its log.
    let name: String
    /// Files that it reads, by name, given the folder that they are in.
    var files: @Sendable (String) -> [String: String] = { _ in [:] }
    /// Its command line, given the folder of its files.
    let arguments: @Sendable (String) -> [String]
    /// When it is ready.
    let ready: Readiness

    /// How a program is seen to be ready.
    enum Readiness: Sendable {
        /// It has said these words.
        case said(String)
        /// Something listens on a UDP port in its node.
        case listening(Int)
        /// Something takes connections on a TCP port in its node.
        case accepting(Int)
    }
}

extension LiveLab {
    /// Starts a service and tells how to see that it is ready.
    func start(_ service: Service) throws(LabError) -> Serving {
        let folder = site.file("", of: service.node)
        for (name, text) in service.files(folder) {
            if let slash = name.lastIndex(of: "/") { try Files.makeFolder(folder + name[..<slash]) }
            _ = try write(text, as: name, of: service.node)
        }
        let log = service.name + ".log"
        let child = try start(service.arguments(folder), on: service.node, log: log)
        return Serving(
            child: child, ready: service.ready, log: site.file(log, of: service.node),
            sockets: "/proc/\(holder(of: service.node) ?? 0)/net")
    }
}

/// A service that was started.
struct Serving {
    let child: Child
    let ready: Service.Readiness
    let log: String
    let sockets: String

    /// Waits until it is ready; throws if it ended before that.
    func wait() throws(LabError) {
        try Wait.until(child.name) { () throws(LabError) in
            if isReady { return true }
            if let code = try child.poll() { throw child.failure("exit code \(code)") }
            return false
        }
    }

    private var isReady: Bool {
        switch ready {
        case .said(let words): Files.text(log)?.contains(words) ?? false
        case .listening(let port): isOpen(port, in: ["udp", "udp6"])
        case .accepting(let port): isOpen(port, in: ["tcp", "tcp6"])
        }
    }

    /// Whether a socket is bound to a port, by the kernel's own lists.
    private func isOpen(_ port: Int, in lists: [String]) -> Bool {
        let digits = String(port, radix: 16, uppercase: true)
        let mark = ":" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return lists.contains { name in
            (Files.text("\(sockets)/\(name)") ?? "").split(separator: "\n").dropFirst()
                .contains { line in
                    let fields = line.split(separator: " ")
                    return fields.count > 1 && fields[1].hasSuffix(mark)
                }
        }
    }
}
