internal import Audit
internal import Evidence

extension Check {
    /// Captive-portal and connectivity checks outside the tunnel.
    static let leakConnectivityProbe = Check(
        "leak.connectivity-probe",
        card: Card(
            line: "Connectivity checks",
            claim: "No connectivity check of the system or a browser went outside the tunnel.",
            failure: "%d packets of connectivity checks left outside the tunnel",
            why: """
                NetworkManager tests each interface by itself, every 300 s by default. The request is \
                in clear: it tells the system, when it is on, and its resolver sees the name.
                """,
            limits: """
                Knows the host names of common systems and browsers, in a look-up, an HTTP request or \
                a TLS handshake. A check to a host of your own is counted as ordinary traffic.
                """,
            remedy: """
                Switch the check off, or run it inside the tunnel. Without it a network with a login \
                page is not recognised any more.
                """,
            commands: [
                "printf '[connectivity]\\nenabled=false\\n' | sudo tee "
                    + "/etc/NetworkManager/conf.d/20-connectivity.conf"
            ],
            seenBy: ["lan", "isp", "isp_resolver", "destination"],
            severity: .medium,
            references: [
                "NetworkManager.conf(5), section connectivity", "Burkert et al., ICC 2021",
            ]),
        specimen: Specimen([
            Specimen.segment(to: 80, Specimen.request("connectivity-check.ubuntu.com"))
        ])
    ) { traffic in
        traffic.trafficClass == .connectivityProbe
            || (traffic.trafficClass == .dns && traffic.traits.contains(.probeName))
    }
}
