internal import Audit
internal import Evidence
internal import Gather
internal import Probes
internal import Tunnels
internal import Wire

/// What a run of `check` is asked to do: the flags, and the configuration where a flag is silent.
struct CheckSettings {
    /// Interfaces of the tunnel.
    let tunnels: [String]
    /// How the tunnel is brought up; nil if it is up.
    let driver: TunnelDriver?
    /// Uplinks that the tunnel must not be passed by.
    let uplinks: [String]
    /// The tunnel's outer flows.
    let outer: [OuterFlow]
    /// Responders that the user names.
    let responders: [IPAddress]
    /// The zone below which names are asked for.
    let zone: String
    /// Which checks are asked for.
    let selection: CheckSelection
    /// What was promised.
    let policy: Policy
    /// The policy's file, whole.
    let policyFile: [UInt8]?
    /// Files and folders that are written.
    let outputs: RunOutputs
    /// The proxy that stands for the tunnel.
    let proxy: Proxy?
    /// Endpoints that tell what they saw.
    let endpoints: EndpointSet
    /// Whether a browser is asked what pages learn; it takes longer than a quick run may.
    let usesBrowser: Bool
    /// The namespaces of the run, as the user calls them; nil for our own.
    let enclosure: String?
    /// The configuration, if there is one.
    let file: String?

    /// Most targets: each is asked a dozen questions on each path.
    private static let mostTargets = 8

    /// Joins both; throws for what means nothing, before anything is touched.
    init(_ check: Check) throws(Refusal) {
        let today = RunClock(arguments: []).today
        let config = try ConfigFile.found(check.config, today: today)
        func chosen(_ flag: [String], _ key: [String]?) -> [String] {
            flag.isEmpty ? key ?? [] : flag
        }
        proxy = check.proxy.flatMap { Proxy($0) }
        if let file = check.interfaces.tunnel.first(where: TunnelDriver.isFile) {
            guard check.interfaces.tunnel.count == 1 else {
                throw .usage("a file is the only --tunnel", try: "watertight check --help")
            }
            driver = try TunnelDriver(file: file)
        } else {
            driver = check.interfaces.tunnel.isEmpty && proxy == nil ? config?.driver : nil
        }
        tunnels =
            driver?.tunnel.interface.map { [$0] } ?? chosen(check.interfaces.tunnel, config?.tunnels)
        uplinks = chosen(check.interfaces.uplink, config?.uplinks)
        outer = chosen(check.interfaces.outer, config?.outer).compactMap { OuterFlow($0) }
        responders = chosen(check.target, config?.targets).compactMap(IPAddress.init)
        zone = check.zone ?? config?.zone ?? "example"
        selection = try CheckSelection(
            chosen(check.checks + check.judging.only, config?.checks),
            without: check.judging.skip)
        outputs = try RunOutputs(
            check.plan ? [] : chosen(check.out, config?.out), runs: check.repeat)
        endpoints = try Outsiders.named(check.endpoints)
        usesBrowser = check.browser == .auto && !check.quick
        enclosure = check.netns
        file = config?.file.path
        let named = try check.judging.policy.map { path throws(Refusal) in try PolicyFile(path) }
        let promised = named ?? config.flatMap { $0.hasPolicy ? PolicyFile($0.file) : nil }
        policy = check.judging.applied(to: try promised?.policy(on: today) ?? Policy())
        policyFile = promised?.file.bytes
        guard responders.count <= CheckSettings.mostTargets else {
            throw .usage("at most \(CheckSettings.mostTargets) --target are taken")
        }
    }

    /// Who is asked: whom the user names, else addresses that belong to nobody (RFC 5737, RFC 3849).
    var targets: [IPAddress] {
        responders.isEmpty
            ? [IPAddress(v4: 0xc000_0201), IPAddress(high: 0x2001_0db8_0000_0000, low: 1)]
            : responders
    }
}
