extension Leak {
    /// The client answers ARP for its tunnel's address.
    static let arpInner = Leak(
        "arp-inner", "A neighbour asks for the tunnel's address by ARP, and the client answers.",
        reds: ["adjacent.arp-inner-ip"],
        apply: { lab throws(LabError) in try lab.askForClient() })
}

extension LiveLab {
    /// A neighbour asks by ARP for the address of the client's tunnel, and for its own.
    func askForClient() throws(LabError) {
        for address in [design.last.client4, ClientLease(lab: self).address ?? ""] {
            try start(
                ["arping", "-q", "-I", Addresses.underlay, address], on: .mal,
                log: "arping-\(address).log")
        }
    }
}
