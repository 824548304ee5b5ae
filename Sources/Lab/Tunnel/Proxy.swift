/// The SOCKS proxy at the exit.
enum Proxy {
    /// The port that it listens on.
    static let port = 1080

    /// Its address, as curl takes it.
    static var address: String { "\(Node.exit.ipv4 ?? ""):\(port)" }

    /// Starts it. Beside it the client has what its lease brought.
    static func start(_ lab: LiveLab) throws(LabError) {
        try lab.write(etc: "resolv.conf", "nameserver 127.0.0.1\n", of: .exit)
        let service = Service(
            node: .exit, name: "microsocks",
            arguments: { _ in ["microsocks", "-i", "0.0.0.0", "-p", "\(port)"] },
            ready: .accepting(port))
        try lab.start(service).wait()
    }
}
