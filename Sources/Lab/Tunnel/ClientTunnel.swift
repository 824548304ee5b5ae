/// The client's tunnel: one wg-quick interface inside the other.
struct ClientTunnel {
    let lab: LiveLab
    private var design: Design { lab.design }

    /// Writes the tunnel's files, and loads the rules that are there before it.
    func prepare() throws(LabError) {
        if let rules = design.killSwitch.rules(for: design) {
            let file = try lab.write(rules, as: "killswitch.nft", of: .client)
            if design.killSwitch.isEarly { try lab.run(.client, ["nft", "-f", file]) }
        }
        for index in design.hops.indices {
            let name = design.hops[index].interface + ".conf"
            _ = try lab.write(configuration(index), as: name, of: .client, mode: 0o600)
        }
        if let other = design.otherServer {
            try Files.makeFolder(lab.site.file(ClientTunnel.otherFolder, of: .client))
            let name = "\(ClientTunnel.otherFolder)/\(other.interface).conf"
            _ = try lab.write(
                configuration(0, to: other), as: name, of: .client, mode: 0o600)
            try write(other.server4, in: ClientTunnel.otherFolder + "/")
        }
        try write(design.resolver)
    }

    /// Writes a list of resolvers that a tunnel brings.
    private func write(_ resolver: String, in folder: String = "") throws(LabError) {
        _ = try lab.write(
            "nameserver \(resolver)\n", as: folder + ClientTunnel.resolvers, of: .client)
    }

    /// Brings the tunnel up, and waits until each hop shook hands and a ping came back.
    func connect() throws(LabError) {
        for file in files { try lab.run(.client, ["wg-quick", "up", file]) }
        try lab.write(etc: "resolv.conf", "nameserver \(design.resolver)\n", of: .client)
        try lab.run(
            .client, ["ping", "-n", "-q", "-c", "1", "-i", "0.2", "-w", "8", design.last.server4])
        try Wait.until("a handshake of each hop") { () throws(LabError) in
            try ClientTunnel.handshakes(lab).count >= design.hops.count
        }
        if design.killSwitch == .weakReload { try reload() }
    }

    /// The files of wg-quick, the outermost first.
    var files: [String] {
        design.hops.map { lab.site.file($0.interface + ".conf", of: .client) }
    }

    /// The folder of the file for the other server, whose interface has the same name.
    static let otherFolder = "other"
    /// The list of resolvers that the tunnel brings, where others than the lab connect and disconnect it.
    private static let resolvers = "resolv.tunnel"

    /// Starts what deletes the kill switch and loads it again, as long as the lab is up.
    private func reload() throws(LabError) {
        let words =
            ["lab", "reload"] + design.killSwitch.table.split(separator: " ").map(String.init)
            + [lab.site.file("killswitch.nft", of: .client)]
        try lab.start([lab.tool] + words, on: .client, log: "reload.log")
    }

    /// The client's interfaces whose peer has answered, and when it last did, in UNIX seconds.
    static func handshakes(_ lab: LiveLab) throws(LabError) -> [String: Int] {
        let text = try lab.output(.client, ["wg", "show", "all", "latest-handshakes"])
        var found: [String: Int] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t")
            guard fields.count == 3, let time = Int(fields[2]), time > 0 else { continue }
            found[String(fields[0])] = max(time, found[String(fields[0])] ?? 0)
        }
        return found
    }

    /// The file of wg-quick for one hop. Each but the last carries only the next node's address, and
    /// all have the mark, so that none is carried by one that it carries.
    private func configuration(_ index: Int, to other: Hop? = nil) -> String {
        let hop = other ?? design.hops[index]
        let isLast = index == design.hops.count - 1
        let next = isLast ? nil : design.hops[index + 1].node.ipv4
        let named = index == 0 ? design.entryName.map { "\($0):\(Hop.port)" } : nil
        let carried = next.map { "\($0)/32" } ?? (has6 ? "0.0.0.0/0, ::/0" : "0.0.0.0/0")
        var lines = [
            "[Interface]", "PrivateKey = \(Keys.client.secret)",
            "Address = \(hop.client4)/32" + (has6 && isLast ? ", \(hop.client6)/128" : ""),
            "MTU = \(hop.mtu)", "FwMark = \(Hop.mark)",
        ]
        if isLast, design.killSwitch == .wgQuick {
            lines.append("PostUp = nft -f \(lab.site.file("killswitch.nft", of: .client))")
            lines.append("PreDown = nft delete table \(design.killSwitch.table)")
        }
        if isLast, !design.isConnected || design.otherServer != nil {
            // As wg-quick's DNS does it with resolvconf.
            let folder = lab.site.file("", of: .client)
            let list = (other == nil ? "" : ClientTunnel.otherFolder + "/") + ClientTunnel.resolvers
            let old = "resolv.before"
            lines.append("PostUp = cp /etc/resolv.conf \(folder)\(old)")
            lines.append("PostUp = cp \(folder)\(list) /etc/resolv.conf")
            lines.append("PostDown = cp \(folder)\(old) /etc/resolv.conf")
        }
        lines += [
            "[Peer]", "PublicKey = \(Keys.of(hop.node).open)",
            "Endpoint = \(named ?? hop.endpoint)",
            "AllowedIPs = \(carried)",
        ]
        if index == 0 {
            for node in design.furtherPeers {
                lines += [
                    "[Peer]", "PublicKey = \(Keys.of(node).open)",
                    "Endpoint = \(node.ipv4 ?? ""):\(Hop.port)", "PersistentKeepalive = 1",
                ]
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var has6: Bool { design.tunnelHasIPv6 }
}
