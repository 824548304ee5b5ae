extension Leak {
    /// A client that asks its directory in clear text.
    static let controlPlane = Leak(
        "control-plane",
        "A client fetches its chosen exit from a directory over HTTP, which the policy declares.",
        reds: ["leak.control-plane"], policy: declared(port: 80),
        apply: { lab throws(LabError) in
            let directory = Node.srv.ipv4 ?? ""
            try lab.start(
                Fetch(
                    url: "http://\(directory)/nodes?exit=node-%",
                    options: ["-4", "--interface", Addresses.underlay]))
        })

    /// A client whose directory tells nothing on the way.
    static let controlPlaneEncrypted = Leak(
        "control-plane-https",
        "A client fetches from a directory over HTTPS, which the policy declares.",
        policy: declared(port: 443),
        apply: { lab throws(LabError) in
            let name = "directory.leak.test"
            try lab.start(
                Fetch(
                    url: "https://\(name)/nodes",
                    options: [
                        "-4", "--interface", Addresses.underlay, "--resolve",
                        "\(name):443:\(Node.srv.ipv4 ?? "")",
                    ]))
        })

    /// A policy that declares the directory at `srv`.
    private static func declared(port: UInt16) -> String {
        """
        control_plane:
          - name: directory
            dst: \(Node.srv.ipv4 ?? "")/32
            port: \(port)
            proto: tcp
            reason: the client fetches it outside the tunnel
            until: 2099-12-31

        """
    }
}
