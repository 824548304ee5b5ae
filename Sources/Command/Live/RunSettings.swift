internal import Audit
internal import Evidence
internal import Gather
internal import Probes
internal import Reports
internal import Tunnels
internal import Wire

/// What a live run is asked to do: the flags, and the configuration where a flag is silent.
struct RunSettings {
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
    /// How often it is run.
    let runs: Int
    /// What the configuration says of drills.
    let drill: DrillKeys?
    /// Files and folders that are written.
    let outputs: RunOutputs
    /// What is masked in reports; nil for the usual.
    let redact: Redaction?
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
    init(
        _ options: RunOptions, checks: [String], proxy: String? = nil, isDrill: Bool = false,
        isQuick: Bool = false
    ) throws(Refusal) {
        let today = RunClock(arguments: []).today
        let config = try ConfigFile.found(options.config, today: today)
        func chosen(_ flag: [String], _ key: [String]?) -> [String] {
            flag.isEmpty ? key ?? [] : flag
        }
        self.proxy = proxy.flatMap { Proxy($0) }
        if let file = options.interfaces.tunnel.first(where: TunnelDriver.isFile) {
            guard options.interfaces.tunnel.count == 1 else {
                throw .usage("a file is the only --tunnel", try: "watertight check --help")
            }
            driver = try TunnelDriver(file: file)
        } else {
            driver = options.interfaces.tunnel.isEmpty && self.proxy == nil ? config?.driver : nil
        }
        tunnels =
            driver?.tunnel.interface.map { [$0] }
            ?? chosen(options.interfaces.tunnel, config?.tunnels)
        uplinks = chosen(options.interfaces.uplink, config?.uplinks)
        outer = chosen(options.interfaces.outer, config?.outer).compactMap { OuterFlow($0) }
        responders = chosen(options.target, config?.targets).compactMap(IPAddress.init)
        zone = options.zone ?? config?.zone ?? "example"
        // Whoever drills asks about the kill switch, whatever else is looked at here.
        let usual = (config?.checks).map { $0.isEmpty || !isDrill ? $0 : $0 + ["killswitch"] }
        selection = try CheckSelection(
            chosen(checks + options.judging.only, usual), without: options.judging.skip)
        drill = config?.drill
        runs = options.repeat ?? (isDrill ? drill?.runs : nil) ?? 1
        outputs = try RunOutputs(
            options.plan ? [] : chosen(options.out, config?.out), runs: runs)
        redact = options.judging.redact ?? config?.redact
        endpoints = try Outsiders.named(options.endpoints)
        usesBrowser = options.browser == .auto && !isQuick
        enclosure = options.netns
        file = config?.file.path
        let named = try options.judging.policy.map { path throws(Refusal) in try PolicyFile(path) }
        let promised = named ?? config.flatMap { $0.hasPolicy ? PolicyFile($0.file) : nil }
        policy = options.judging.applied(to: try promised?.policy(on: today) ?? Policy())
        policyFile = promised?.file.bytes
        guard responders.count <= RunSettings.mostTargets else {
            throw .usage("at most \(RunSettings.mostTargets) --target are taken")
        }
    }

    /// Who is asked: whom the user names, else addresses that belong to nobody (RFC 5737, RFC 3849).
    var targets: [IPAddress] {
        responders.isEmpty
            ? [IPAddress(v4: 0xc000_0201), IPAddress(high: 0x2001_0db8_0000_0000, low: 1)]
            : responders
    }
}
