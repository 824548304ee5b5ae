/// A certificate that nobody vouches for. It protects nothing: no packet leaves the machine.
enum Certificate {
    /// Makes a certificate and its key for the names of the zone, in files of a node.
    static func make(_ lab: LiveLab, on node: Node) throws(LabError) {
        try lab.run(
            node,
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650", "-subj",
                "/CN=leak.test", "-addext", "subjectAltName=DNS:leak.test,DNS:*.leak.test",
                "-keyout", lab.site.file("key.pem", of: node), "-out",
                lab.site.file("certificate.pem", of: node),
            ])
    }
}
