public import Evidence
public import Gather
internal import Host
internal import Synchronization

/// The client changes to its other server and back, again and again, as wg-quick does it: down, then up. In
/// between it looks the next server up, as a client does that knows its servers by name.
public final class ServerSwitch: Fault {
    /// How often it changes: with less, no upper bound on the share of changes that open is of use
    /// (catalogue, `killswitch.switch-gap`).
    private static let count = 20
    /// Time between two changes, in milliseconds; at random, so that they meet the traffic anywhere.
    private static let pause = 500...1500
    /// How long the last one is watched, in nanoseconds.
    private static let behind: UInt64 = 5_000_000_000

    /// The name of the server that it looks up; whatever comes of that, it takes the address that it has.
    private static let name = "vpn.leak.test"
    /// How the system's resolver is told to ask each resolver once, for a second, in place of twice for five
    /// (resolv.conf(5)): the tunnel is down meanwhile.
    private static let haste = "RES_OPTIONS=timeout:1 attempts:1"

    private struct Course {
        var changes: [UInt64] = []
        /// When the next one is due, by the clock.
        var next: UInt64 = 0
        /// When the last one began, by the clock.
        var last: UInt64 = 0
        /// How many look-ups were answered.
        var answers = 0
    }

    private struct Seat: Sendable {
        let client: FaultScene
        /// The file of the server that the client has, and that of the other one.
        let files: [String]
        let interface: String
    }

    private let seat: Result<Seat, GatherError>
    private let course = Mutex(Course())
    private let clock = Stopwatch()

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
        // the address that the kernel made up; last of all come the rules, in their order, and what a
        // wg-quick that was ended half way has left.
        try seat.client.noteRoutingRules(and: "/etc/resolv.conf")
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
        let (seat, now) = (try seat.get(), clock.nanoseconds)
        let course = course.withLock { $0 }
        guard course.changes.count < ServerSwitch.count else {
            return now < course.last &+ ServerSwitch.behind
        }
        if now >= course.next { try change(seat) }
        return true
    }

    private func change(_ seat: Seat) throws(GatherError) {
        let made = transitions.count
        course.withLock {
            $0.changes.append(Session.now)
            $0.last = clock.nanoseconds
        }
        try seat.client.runNoted(["wg-quick", "down", seat.files[made % 2]])
        if isAnswered(seat.client) { course.withLock { $0.answers += 1 } }
        try seat.client.runNoted(["wg-quick", "up", seat.files[(made + 1) % 2]])
        let pause = UInt64(Int.random(in: ServerSwitch.pause)) &* 1_000_000
        course.withLock { $0.next = clock.nanoseconds &+ pause }
    }

    /// Looks the next server up by the client's own resolver; what blocks that is no mistake.
    private func isAnswered(_ client: FaultScene) -> Bool {
        do throws(GatherError) {
            try client.run([
                "env", ServerSwitch.haste, "getent", "ahostsv4", ServerSwitch.name + ".",
            ])
            return true
        } catch {
            return false
        }
    }

    /// Whether it is seen: all changes were made.
    public func proof() -> DrilledFault.Proof {
        let (made, answers) = course.withLock { ($0.changes.count, $0.answers) }
        return made >= ServerSwitch.count
            ? .shown(
                "wg-quick took the tunnel down and up \(made) times, and of the look-ups in between "
                    + "\(answers) were answered")
            : .missing("Only \(made) changes were made.")
    }

    /// Puts everything back; does nothing a second time.
    public func undo() throws(GatherError) {
        guard case .success(let seat) = seat else { return }
        try seat.client.undo()
    }
}
