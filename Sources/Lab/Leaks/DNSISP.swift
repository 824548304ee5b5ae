extension Leak {
    /// The home router stays the resolver.
    static let dnsISP = Leak(
        "dns-isp", "The client still asks the home router for names.",
        reds: ["dns.underlay-53"],
        apply: { lab throws(LabError) in
            try lab.write(
                etc: "resolv.conf", "nameserver \(Addresses.router)\n", of: .client)
            try lab.start([Stimulus(.lookUp)])
        })
}
