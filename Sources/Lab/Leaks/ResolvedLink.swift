extension Leak {
    /// A link that takes what the tunnel's does not.
    static let resolvedLink = Leak(
        "resolved-link",
        "systemd-resolved has no domain for the tunnel's link, and asks the home router.",
        reds: ["dns.underlay-53"], asked: ["dns.resolved-routing"],
        apply: { lab throws(LabError) in
            let resolved = try ResolvedService(lab)
            try resolved.start()
            try resolved.takeAllNames(false)
            try lab.start([Stimulus(.lookUp)])
        })
}
