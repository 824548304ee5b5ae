extension Leak {
    /// The same resolver with the tunnel and without it.
    static let publicResolver = Leak(
        "public-resolver", "A public resolver is asked, through the tunnel like all else.",
        shape: { $0.resolver = Node.srv.ipv4 ?? "" },
        apply: { lab throws(LabError) in
            try lab.start(Resolver.service(on: .srv, addresses: [Node.srv.ipv4 ?? ""])).wait()
            try lab.start([Stimulus(.lookUp)])
        })
}
