extension Leak {
    /// Discovery where it is wanted.
    static let trustedNeighbours = Leak(
        "mdns-trusted", "The client is announced on a network that the policy trusts.",
        policy: "allow_lan: true\n",
        apply: { lab throws(LabError) in try lab.announceClient() })
}
