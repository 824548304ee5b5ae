internal import Evidence
internal import Wire
internal import Yams

/// What a configuration says under `drill`, for where its flags are silent.
struct DrillKeys: Sendable {
    /// The faults, under whichever of `faults`, `scenarios` and `drop` there is; nil if there is none.
    let faults: [FaultID]?
    /// How long each is watched.
    let watch: WatchTime?
    /// Canaries a second in each kind of traffic.
    let rate: Int?
    /// How long after a fault packets may leave.
    let grace: GraceTime?
    /// How often it is drilled.
    let runs: Int?

    /// Reads the map; throws for the first mistake.
    init(_ node: Node, _ file: YAMLFile) throws(Refusal) {
        var map = try YAMLMap(node, "drill", file)
        let ways = try [
            DrillKeys.faults(&map), DrillKeys.scenarios(&map), DrillKeys.place(&map),
        ].compactMap { $0 }
        faults = ways.first
        watch = try DrillKeys.value(
            "watch", &map, because: "It is a time such as 15s, up to 1h, or full."
        ) { WatchTime(argument: $0) }
        rate = try DrillKeys.value("rate", &map, because: "It is a number, 1 to 1000.") {
            Int($0).flatMap { 1...1000 ~= $0 ? $0 : nil }
        }
        grace = try DrillKeys.value(
            "grace", &map, because: "It is a time such as 500ms or 2s, up to 1h."
        ) { GraceTime(argument: $0) }
        runs = try DrillKeys.value("repeat", &map, because: "It is a number, 1 to 20.") {
            Int($0).flatMap { 1...20 ~= $0 ? $0 : nil }
        }
        try map.end()
        guard ways.count <= 1 else {
            throw file.purpose.mistake(
                "\(file.path): drill names its faults more than once",
                "Say them once: under faults, scenarios or drop.")
        }
    }

    private static func faults(_ map: inout YAMLMap) throws(Refusal) -> [FaultID]? {
        let names = try map.oneOrMore("faults")
        if names.isEmpty { return nil }
        guard names != ["all"] else { return FaultID.allCases }
        return try names.map { name throws(Refusal) in
            guard let fault = FaultID(rawValue: name) else {
                throw map.wrong(
                    "faults", name,
                    because: Suggestion.sentence(
                        for: name, among: FaultID.allCases.map(\.rawValue)))
            }
            return fault
        }
    }

    private static func scenarios(_ map: inout YAMLMap) throws(Refusal) -> [FaultID]? {
        let names = try map.oneOrMore("scenarios")
        if names.isEmpty { return nil }
        var faults: [FaultID] = []
        for name in names {
            let named = FaultID.of(scenario: name)
            guard !named.isEmpty else {
                throw map.wrong(
                    "scenarios", name,
                    because: Suggestion.sentence(for: name, among: FaultID.scenarios))
            }
            faults += named
        }
        return faults
    }

    private static func place(_ map: inout YAMLMap) throws(Refusal) -> [FaultID]? {
        guard let name = try map.word("drop") else { return nil }
        guard let place = DropPlace(rawValue: name) else {
            throw map.wrong(
                "drop", name,
                because: Suggestion.sentence(
                    for: name, among: DropPlace.allCases.map(\.rawValue)))
        }
        return [place.fault]
    }

    private static func value<Value>(
        _ key: String, _ map: inout YAMLMap, because: String, _ read: (String) -> Value?
    ) throws(Refusal) -> Value? {
        guard let text = try map.word(key) else { return nil }
        guard let value = read(text) else { throw map.wrong(key, text, because: because) }
        return value
    }
}
