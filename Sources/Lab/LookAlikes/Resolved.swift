extension Leak {
    /// systemd-resolved as it must be set.
    static let resolved = Leak(
        "resolved", "systemd-resolved gives the tunnel's link all names.",
        apply: { lab throws(LabError) in
            try ResolvedService(lab).start()
            try lab.start([Stimulus(.lookUp)])
        })
}
