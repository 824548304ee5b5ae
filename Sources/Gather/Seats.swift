public import Evidence

/// Who sits in a run: makers, so that each seat is taken only when its turn comes.
public struct Seats: Sendable {
    /// Starts to capture into a descriptor; frames are seen once it returns.
    public var sensor: @Sendable (Int32) throws(GatherError) -> any Sensor
    /// Starts the heartbeat on these interfaces; the first has been sent once it returns.
    public var heartbeat: @Sendable ([UInt32]) throws(GatherError) -> any Heartbeat
    /// Asks questions and keeps what became of each.
    public var probe: @Sendable ([Question]) -> [Answer]
    /// Asks those who are asked in their own way, such as a browser or an endpoint, where the routes
    /// lead, and keeps what they told.
    public var outsiders: @Sendable () -> [Answer]
    /// Looks at the machine once everything was asked, and tells it together with how it was before.
    public var machine: @Sendable () throws(GatherError) -> HostFacts
    /// Starts to note which sockets there are; nil where that cannot be seen.
    public var witness: @Sendable () -> (any Witness)?

    /// Does what comes before the tunnel is brought up, while it is watched; the stages that began.
    public var eve: @Sendable () throws(GatherError) -> [StageMark]
    /// Begins the drill of the run; nil if it has none.
    public var drill: @Sendable () throws(GatherError) -> DrillCourse?

    /// Seats from their makers.
    public init(
        sensor: @escaping @Sendable (Int32) throws(GatherError) -> any Sensor,
        heartbeat: @escaping @Sendable ([UInt32]) throws(GatherError) -> any Heartbeat,
        probe: @escaping @Sendable ([Question]) -> [Answer],
        outsiders: @escaping @Sendable () -> [Answer] = { [] },
        machine: @escaping @Sendable () throws(GatherError) -> HostFacts,
        witness: @escaping @Sendable () -> (any Witness)? = { nil },
        eve: @escaping @Sendable () throws(GatherError) -> [StageMark] = { [] },
        drill: @escaping @Sendable () throws(GatherError) -> DrillCourse? = { nil }
    ) {
        self.sensor = sensor
        self.heartbeat = heartbeat
        self.probe = probe
        self.outsiders = outsiders
        self.machine = machine
        self.witness = witness
        self.eve = eve
        self.drill = drill
    }
}

/// A seat of a run: sends a frame of our own on each underlay, each second, until it is stopped.
public protocol Heartbeat: Sendable {
    /// Sends a last one everywhere and ends.
    func stop()
}
