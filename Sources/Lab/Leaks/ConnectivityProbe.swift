extension Leak {
    /// A connectivity check of the system, which is made on each interface.
    static let connectivityProbe = Leak(
        "connectivity-check", "A captive-portal check is made on the physical interface.",
        reds: ["leak.connectivity-probe"],
        apply: { lab throws(LabError) in try lab.start(.connectivityCheck) })
}

extension Fetch {
    /// A check as NetworkManager makes it. The name leads to `srv`.
    static var connectivityCheck: Fetch {
        let name = "connectivity-check.ubuntu.com"
        return Fetch(
            url: "http://\(name)/",
            options: [
                "-4", "--interface", Addresses.underlay, "--resolve",
                "\(name):80:\(Node.srv.ipv4 ?? "")",
            ], rate: Fetch.seldom)
    }
}
