public import Evidence
public import Gather
internal import Glibc
internal import Host
internal import Synchronization

/// The client changes to its other server and back, again and again, as wg-quick does it: down, then up.
public final class ServerSwitch: Fault {
    /// How often it changes: with less, no upper bound on the share of changes that open is of use
    /// (catalogue, `killswitch.switch-gap`).
    private static let count = 20
    /// Time between two changes, in milliseconds; at random, so that they meet the traffic anywhere.
    private static let pause = 500...1500
    /// How long the last one is watched, in nanoseconds.
    private static let behind: UInt64 = 5_000_000_000

    private struct Course {
        var changes: [UInt64] = []
        var next: UInt64 = 0
    }

    private struct Seat: Sendable {
        let client: FaultScene
        /// The file of the server that the client has, and that of the other one.
        let files: [String]
        let interface: String
    }

    private let seat: Result<Seat, GatherError>
    private let course = Mutex(Course())

    /// A fault of a lab whose tunnel has one hop: only such a client has another server.
    public init(in lab: FaultyLab) {
        seat = Result { () throws(GatherError) in
            guard let files = lab.serverFiles, let interface = lab.manifest.tunnels.first else {
                throw GatherError(
                    "drill.no_server", "Only the client of one hop has a second server.")
            }
            return Seat(client: try lab.scene(of: .client), files: files, interface: interface)
        }
    }

    /// Which one it is.
    public var id: FaultID { .serverSwitch }
    /// None: nobody waits for anything.
    public var longestTimer: Int { 0 }
    /// When each change began.
    public var transitions: [UInt64] { course.withLock { $0.changes } }

    /// Makes the first change.
    public func inject() throws(GatherError) {
        let seat = try seat.get()
        // Undone from behind: by wg-quick, whose link then makes way for that of before, with its number and
        // the address that the kernel made up; last of all come the rules, in their order.
        try seat.client.noteRules()
        try seat.client.note(link: seat.interface, mustBeMade: true)
        try seat.client.note(
            .run(arguments: ["ip", "link", "delete", "dev", seat.interface]))
        try seat.client.note(.run(arguments: ["wg-quick", "up", seat.files[0]]))
        try seat.client.note(
            .run(
                arguments: ["wg-quick", "down", seat.files[0]],
                when: ["ip", "link", "show", "dev", seat.interface]))
        try change(seat)
    }

    /// Makes the next change when its time has come; false once the last one was watched.
    public func goOn() throws(GatherError) -> Bool {
        let (seat, now) = (try seat.get(), ServerSwitch.now)
        let (made, next) = course.withLock { ($0.changes.count, $0.next) }
        guard made < ServerSwitch.count else {
            return now < (transitions.last ?? 0) &+ ServerSwitch.behind
        }
        if now >= next { try change(seat) }
        return true
    }

    private func change(_ seat: Seat) throws(GatherError) {
        let (made, began) = (transitions.count, ServerSwitch.now)
        course.withLock { $0.changes.append(began) }
        try seat.client.run(["wg-quick", "down", seat.files[made % 2]])
        try seat.client.run(["wg-quick", "up", seat.files[(made + 1) % 2]])
        let pause = UInt64(Int.random(in: ServerSwitch.pause)) &* 1_000_000
        course.withLock { $0.next = ServerSwitch.now &+ pause }
    }

    /// Whether it is seen: all changes were made.
    public func proof() -> DrilledFault.Proof {
        let made = transitions.count
        return made >= ServerSwitch.count
            ? .shown("wg-quick took the tunnel down and up \(made) times")
            : .missing("Only \(made) changes were made.")
    }

    /// Puts everything back; does nothing a second time.
    public func undo() throws(GatherError) {
        guard case .success(let seat) = seat else { return }
        try seat.client.undo()
    }

    /// The present, in nanoseconds since the UNIX epoch.
    private static var now: UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }
}
