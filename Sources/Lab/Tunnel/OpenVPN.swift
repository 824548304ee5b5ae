/// A tunnel of OpenVPN over TCP between the client and the entry.
struct OpenVPN {
    let lab: LiveLab

    /// The interface at both ends.
    static let interface = "tun0"
    /// The port that the entry listens on.
    static let port = 1194

    /// Starts both ends, and waits until a ping came back.
    func connect() throws(LabError) {
        try Certificate.make(lab, on: .entry)
        try lab.start(service(on: .entry, OpenVPN.server)).wait()
        try lab.start(service(on: .client, OpenVPN.client)).wait()
        try lab.write(
            etc: "resolv.conf", "nameserver \(lab.design.resolver)\n", of: .client)
        try lab.run(
            .client, ["ping", "-n", "-q", "-c", "1", "-i", "0.2", "-w", "8", "10.67.0.1"])
    }

    private func service(on node: Node, _ options: [String]) -> Service {
        let entry = lab.site.file("", of: .entry)
        // The certificate is its own issuer, and both ends have the same.
        let certificate = entry + "certificate.pem"
        return Service(
            node: node, name: "openvpn",
            arguments: { _ in
                [
                    "openvpn", "--dev", OpenVPN.interface, "--dev-type", "tun", "--port",
                    "\(OpenVPN.port)", "--ca", certificate, "--cert", certificate, "--key",
                    entry + "key.pem", "--data-ciphers", "AES-256-GCM",
                ] + options
            },
            ready: .said("Initialization Sequence Completed"))
    }

    private static let server = [
        "--server", "10.67.0.0", "255.255.255.0", "--topology", "subnet", "--dh", "none",
        "--proto", "tcp-server", "--keepalive", "1", "10", "--push", "redirect-gateway def1",
    ]

    private static let client = [
        "--client", "--proto", "tcp-client", "--remote", Node.entry.ipv4 ?? "", "--nobind",
        "--connect-retry", "1", "1",
    ]
}
