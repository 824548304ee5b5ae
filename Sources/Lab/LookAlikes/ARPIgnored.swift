extension Leak {
    /// The client keeps the tunnel's address to itself.
    static let arpIgnored = Leak(
        "arp-ignored",
        "A neighbour asks for the tunnel's address by ARP, and is told the other address only.",
        apply: { lab throws(LabError) in
            try lab.run(.client, ["sysctl", "-q", "-w", "net.ipv4.conf.all.arp_ignore=2"])
            try lab.askForClient()
        })
}
