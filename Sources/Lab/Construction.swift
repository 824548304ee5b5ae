internal import Glibc

/// Makes a lab, part by part.
struct Construction {
    private let plan: Plan
    private let design: Design
    private let site: Site
    private let tool: String

    init(_ plan: Plan, at site: Site, tool: String) {
        self.plan = plan
        design = Design(plan)
        self.site = site
        self.tool = tool
    }

    /// Makes the lab and returns once each part was seen to work.
    func make() throws(LabError) -> LiveLab {
        var manifest = Manifest(plan, design, at: site)
        try Files.makeFolder(site.folder)
        try manifest.write(site)
        if let policy = plan.leak?.policy { try Files.write(policy, to: site.policy) }
        let holders = try hold()
        for index in manifest.nodes.indices {
            manifest.nodes[index].pid = holders[manifest.nodes[index].name]
        }
        try manifest.write(site)
        let lab = try LiveLab(site, design, tool: tool, holders: holders)
        try connect(lab, holders)
        try Certificate.make(lab, on: .srv)
        let serving = try serve(lab)
        let lease = ClientLease(lab: lab)
        let leasing = try lease.start()
        try nodes(lab)
        for service in serving + [leasing] { try service.wait() }
        if plan.hasHomeIPv6 { try lab.advertiseIPv6() }
        try lab.connectTunnel()
        try plan.leak?.apply(lab)
        for index in manifest.nodes.indices where manifest.nodes[index].name == .client {
            manifest.nodes[index].ipv4 = lease.address
        }
        manifest.state = .ready
        try manifest.write(site)
        return lab
    }

    /// Makes the namespaces, each held open by one sleeping process.
    private func hold() throws(LabError) -> [Node: pid_t] {
        var holders: [Node: pid_t] = [:]
        for node in design.nodes {
            try Files.makeFolder(site.file("", of: node))
            try site.makePin(of: node)
            holders[node] = try Program(["sleep", "infinity"])
                .startNode(pin: site.pin(of: node), shared: Site.shared).pid
        }
        return holders
    }

    /// Lays the cables and gives addresses, routes and rules.
    private func connect(_ lab: LiveLab, _ holders: [Node: pid_t]) throws(LabError) {
        try lab.run(design.nodes.map { ($0, Kernel.settings(of: $0, in: design)) })
        let links = Links(design: design, holders: holders)
        try lab.run(ip: links.cables)
        try lab.run(ip: links.addresses)
        var rules: [(node: Node, arguments: [String])] = []
        for node in design.nodes {
            guard let text = Kernel.rules(of: node, in: design) else { continue }
            rules.append((node, ["nft", "-f", try lab.write(text, as: "rules.nft", of: node)]))
        }
        // Else captures hold frames larger than any on a cable, with sums that nobody computed.
        let offloads = ["rx", "off", "tx", "off", "tso", "off", "gso", "off", "gro", "off"]
        rules.append((.client, ["ethtool", "-K", "eth0"] + offloads))
        rules.append((.home, ["ethtool", "-K", "client"] + offloads))
        try lab.run(rules)
        for node in design.nodes {
            try lab.write(etc: "hosts", "127.0.0.1 localhost\n::1 localhost\n", of: node)
            try lab.write(etc: "nsswitch.conf", "hosts: files dns\n", of: node)
            try lab.write(etc: "resolv.conf", "", of: node)
        }
    }

    /// Starts everything that serves.
    private func serve(_ lab: LiveLab) throws(LabError) -> [Serving] {
        var services =
            lab.endpoints + [
                Resolver.service(on: .isp, addresses: ["0.0.0.0", "::"], design),
                HomeNetwork.router(design),
            ]
        if design.lease.server != .home { services.append(HomeNetwork.foreign(design.lease)) }
        services += WireGuardNode.all.map { hop in
            // The last one is for programs of the node itself, such as a proxy.
            Resolver.service(
                on: hop.node, addresses: [hop.server4, hop.server6, "127.0.0.1"], design)
        }
        var serving: [Serving] = []
        for service in services { serving.append(try lab.start(service)) }
        return serving
    }

    /// Starts the WireGuard nodes.
    private func nodes(_ lab: LiveLab) throws(LabError) {
        let isInKernel = try WireGuardNode.isInKernel(lab)
        let nodes = WireGuardNode.all.map { hop in
            WireGuardNode(hop: hop, lab: lab, isInKernel: isInKernel)
        }
        for node in nodes { try node.start() }
        for node in nodes { try node.wait() }
        try lab.run(ip: nodes.map { ($0.hop.node, $0.links) })
        var programs: [(node: Node, arguments: [String])] = []
        for node in nodes { programs.append((node.hop.node, try node.configure())) }
        try lab.run(programs)
        try lab.run(ip: nodes.map { ($0.hop.node, $0.addresses) })
    }
}
