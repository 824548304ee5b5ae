public import Evidence
public import Wire

/// A seat of a drill: keeps canaries going in each cell, from the moment it is made until it is
/// stopped, and logs each.
public protocol CanaryStream: Sendable {
    /// Cells of which a canary that was sent at this time or later was answered; times are in
    /// nanoseconds since the UNIX epoch.
    func answered(since time: UInt64) -> Set<Int>
    /// Sends nothing until `resume`, and waits until nothing comes any more, some seconds at the most.
    func pause()
    /// Goes on sending, as if no time had passed.
    func resume()
    /// Opens anew what has ended or is stuck of the flows that are opened through the tunnel, which takes some
    /// seconds at the most.
    func renew()
    /// Ends it and tells what became of each canary.
    func stop() -> [Attempt]
}

/// The traffic of a drill.
public struct TrafficPlan: Sendable {
    /// What is kept going.
    public var cells: [TrafficCell]
    /// Canaries a second in each cell, 1 to 1000.
    public var rate: Int
    /// What marks everything that is sent.
    public var run: RunLabel
    /// The zone below which names are asked for.
    public var zone: String
    /// Whether the tunnel is not there yet: later nothing is sent in cells that are early.
    public var isBeforeTunnel = false

    /// A plan from its parts.
    public init(cells: [TrafficCell], rate: Int, run: RunLabel, zone: String) {
        self.cells = cells
        self.rate = rate
        self.run = run
        self.zone = zone
    }
}
