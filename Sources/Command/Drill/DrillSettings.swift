internal import Audit
internal import Evidence
internal import Wire

/// What a drill is asked to do.
struct DrillSettings: Sendable {
    /// The faults, one after the other.
    let faults: [FaultID]
    /// How long each is watched.
    let watch: WatchTime
    /// Canaries a second in each kind of traffic.
    let rate: Int
    /// How long after a fault packets may leave.
    let grace: GraceTime
    /// Whether nobody has to be asked.
    let isAgreed: Bool

    /// The faults that most clients meet.
    private static let usual: [FaultID] = [.entrySilent, .clientSIGKILL, .interfaceDeleted]

    /// Canaries a second unless somebody asks for another number (catalogue, area killswitch).
    private static let usualRate = 20

    /// Reads the flags, and the configuration where they are silent; throws for a fault that is none.
    init(_ drill: DrillCommand, _ keys: DrillKeys?) throws(Refusal) {
        if let names = drill.faults {
            faults = try DrillSettings.faults(names)
        } else if let place = drill.drop {
            faults = [place.fault]
        } else if drill.scenarios.isEmpty {
            faults = keys?.faults ?? DrillSettings.usual
        } else {
            var named: [FaultID] = []
            for name in drill.scenarios { named += try DrillSettings.scenario(name) }
            faults = named
        }
        watch = drill.watch ?? keys?.watch ?? .usual
        rate = drill.rate ?? keys?.rate ?? DrillSettings.usualRate
        grace = drill.grace ?? keys?.grace ?? .none
        isAgreed = drill.yes
    }

    /// What would be done, line by line.
    var plan: String {
        let rows = faults.map { fault in
            "drill      \(fault.rawValue), watched for \(watch.seconds(for: fault)) s, then undone\n"
        }
        return "The network is cut meanwhile; how it is put back is noted below /run/watertight.\n"
            + "traffic    \(rate) canaries a second in each kind, to the same targets and resolvers\n"
            + rows.joined()
    }

    private static func faults(_ names: String) throws(Refusal) -> [FaultID] {
        guard names != "all" else { return FaultID.allCases }
        return try names.split(separator: ",").map { word throws(Refusal) in
            guard let fault = FaultID(rawValue: String(word)) else {
                throw .unknown(String(word), "fault", among: FaultID.allCases.map(\.rawValue))
            }
            return fault
        }
    }

    private static func scenario(_ name: String) throws(Refusal) -> [FaultID] {
        let faults = FaultID.of(scenario: name)
        guard !faults.isEmpty else { throw .unknown(name, "scenario", among: FaultID.scenarios) }
        return faults
    }
}

extension FaultID {
    /// The faults of a check of the kill switch, by its slug; none for a word that is no slug.
    static func of(scenario name: String) -> [FaultID] {
        allCases.filter { $0.check.name == "killswitch.\(name)" }
    }

    /// The slugs of the checks that faults have.
    static var scenarios: [String] {
        Set(allCases.map { String($0.check.name.dropFirst("killswitch.".count)) }).sorted()
    }
}

extension Refusal {
    /// A word that names nothing.
    fileprivate static func unknown(
        _ word: String, _ noun: String, among names: [String]
    ) -> Refusal {
        .usage(
            "no \(noun) is called \"\(OutsideText(word).forTerminal)\"",
            because: "They are \(names.joined(separator: ", ")).", try: "watertight drill --help")
    }
}
