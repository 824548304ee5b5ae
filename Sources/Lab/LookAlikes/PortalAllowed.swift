extension Leak {
    /// A captive-portal check that is wanted.
    static let portalAllowed = Leak(
        "portal-allowed", "A captive-portal check leaves, and the policy allows it.",
        policy: """
            allow:
              - name: portal
                dst: \(Node.srv.ipv4 ?? "")/32
                port: 80
                proto: tcp
                reason: a login page must be found
                until: 2099-12-31

            """,
        apply: { lab throws(LabError) in try lab.start(.connectivityCheck) })
}
