/// What the authoritative server of a lab remembers of one name that the client looked up.
struct TestRows {
    /// The rows as the server tells them.
    let text: String

    init(_ lab: TestLab, askedAt resolver: String) throws {
        let told = try lab.run(
            "client", "sh", "-c", "echo nameserver \(resolver) > /etc/resolv.conf")
        let found = try lab.run("client", "getent", "ahostsv4", "cabcdef0123456789.asked.leak.test")
        guard told.code == 0, found.said.contains("203.0.113.80") else {
            throw Started.Fault(text: "\(resolver) does not answer: \(found.said)")
        }
        text = try lab.run("client", "curl", "--silent", "http://203.0.113.53/run/asked").said
    }
}
