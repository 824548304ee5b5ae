extension LiveLab {
    /// Waits until the client has an IPv6 address that starts with these hexadecimal digits and that
    /// nobody else was found to have.
    func waitForClientAddress(startingWith digits: String) throws(LabError) {
        let table = "/proc/\(holder(of: .client) ?? 0)/net/if_inet6"
        try Wait.until("an IPv6 address of the client") {
            (Files.text(table) ?? "").split(separator: "\n").contains { line in
                let fields = line.split(separator: " ")
                // The flag of an address that is still looked for elsewhere.
                let tentative: UInt32 = 0x40
                return fields.count == 6 && fields[0].hasPrefix(digits)
                    && (UInt32(fields[4], radix: 16) ?? tentative) & tentative == 0
            }
        }
    }

    /// Lets the home router advertise its IPv6 prefix, and waits until the client has an address of
    /// it.
    func advertiseIPv6(_ further: String = "") throws(LabError) {
        _ = try start(HomeNetwork.advertisements(further))
        try waitForClientAddress(startingWith: "20010db80050")
    }

    /// Starts a ping from the physical interface.
    func ping(_ target: String) throws(LabError) {
        let words = ["ping", "-n", "-q", "-i", "0.2", "-w", "3600", "-I", Addresses.underlay]
        try start(words + [target], on: .client, log: "ping.log")
    }

    /// Starts requests of a real HTTP client.
    func start(_ fetch: Fetch) throws(LabError) {
        try start(fetch.arguments, on: .client, log: "stimulus.log")
    }

    /// Waits until the client's list of resolvers names an address.
    func waitForClientResolver(_ address: String) throws(LabError) {
        let file = try root(of: .client) + "/etc/resolv.conf"
        try Wait.until("the resolver \(address)") {
            Files.text(file)?.contains("nameserver \(address)\n") ?? false
        }
    }

    /// Puts a container behind the client, and its packets behind the address of an interface.
    func addContainer(
        on network: ContainerNetwork = .ipv4, leavingBy interface: String
    ) throws(LabError) {
        guard let holder = holder(of: .container) else { return }
        try run(.client, ["sysctl", "-q", "-w", "\(network.forwarding)=1"])
        try run(
            ip: .client,
            [
                "link add container type veth peer name eth0 netns \(holder)",
                "addr add \(network.client) dev container nodad", "link set container up",
            ])
        try run(
            ip: .container,
            [
                "addr add \(network.container) dev eth0 nodad", "link set eth0 up",
                "route add default via \(network.router)",
            ])
        try load(Kernel.masquerade(network.family, interface), on: .client)
    }
}
