extension Leak {
    /// A clock that keeps to the physical interface.
    static let ntp = Leak(
        "ntp", "A program asks for the time from the physical interface.",
        reds: ["leak.ntp"],
        apply: { lab throws(LabError) in
            try lab.start([Stimulus(.ntp, to: Node.srv.ipv4 ?? "", device: Addresses.underlay)])
        })
}
