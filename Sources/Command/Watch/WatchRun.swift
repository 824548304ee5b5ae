internal import Audit
internal import CShims
internal import Capture
internal import Dispatch
internal import Evidence
internal import Gather
internal import Glibc
internal import Wire

/// One watch: the tap, our heartbeat and the child that folds, until something ends it.
final class WatchRun {
    /// What a user asks of it.
    struct Wish {
        var voice: WatchVoice
        /// Whether the first leak ends it.
        var endsAtLeak: Bool
        /// How long it watches; nil means until it is stopped.
        var span: TimeSpan?
        /// Whether not proven counts as a leak.
        var isStrict: Bool
    }

    /// Time between two looks at what is missing: a fraction of the silence that is allowed.
    private static let lookPeriod = DispatchTimeInterval.milliseconds(500)
    /// Seconds that the child has to count up, at a million flows, before it is given up.
    private static let patience = 15

    private let wish: Wish
    private let scene: Discovery.Scene
    private let inbox = Inbox()
    private let links: WatchedLinks
    private let child: FoldingChild
    private var outlook = Outlook()
    private var hasLeaked = false
    private var count: EndLine?
    private var signal: Int32?
    private var fault: String?
    private var isOver = false

    /// Holds signals back and starts the child; the tap is opened by `run`.
    init(
        _ wish: Wish, _ scene: Discovery.Scene, tunnels: [String], uplinks: [String],
        terms: FoldingChild.Terms
    ) throws(Refusal) {
        self.wish = wish
        self.scene = scene
        WatchRun.hold(into: inbox)
        links = WatchedLinks(tunnels: tunnels, uplinks: uplinks)
        child = try FoldingChild(terms)
        child.read(into: inbox)
    }

    /// Watches, and returns the exit code.
    func run() throws(Refusal) -> Int32 {
        let start = DispatchTime.now()
        let tap: (capture: LiveCapture, heartbeat: TapHeartbeat)
        do throws(Refusal) {
            try links.refresh()
            tap = try open()
        } catch {
            child.kill()
            _ = child.end()
            throw error
        }
        hear(try wish.voice.begin(scene))
        links.tell(inbox)
        try say(outlook.watch(links.entries, at: .now()))
        let deadline = wish.span.map { start + .seconds(Int(clamping: $0.seconds)) }
        while !isOver {
            let next = DispatchTime.now() + WatchRun.lookPeriod
            if let message = inbox.next(before: min(deadline ?? next, next)) {
                try take(message, tap)
            }
            try say(outlook.lose(tap.capture.lost))
            try say(outlook.look(at: .now()))
            if let deadline, DispatchTime.now() >= deadline { isOver = true }
        }
        let watched = DispatchTime.now().uptimeNanoseconds &- start.uptimeNanoseconds
        try close(tap)
        let ending = WatchEnding(
            seconds: watched / 1_000_000_000, count: count, wasLeakTold: hasLeaked,
            wasBlind: outlook.wasBlind, isStrict: wish.isStrict, signal: signal, fault: fault)
        try wish.voice.end(ending)
        if fault != nil, ending.exitCode == 4 { throw .lost(ending.fault ?? "") }
        return ending.exitCode
    }

    private func open() throws(Refusal) -> (LiveCapture, TapHeartbeat) {
        let links = links
        let entries = links.entries
        do throws(GatherError) {
            let capture = try LiveCapture(
                to: child.input, tool: "watertight \(Version.tool.version)",
                interfaces: entries.map { ($0.index, $0.name) }, holdBack: .long,
                describe: { links.role(of: $0, name: $1).rawValue })
            do throws(GatherError) {
                return (capture, try TapHeartbeat(on: entries.filter(\.isCarrier).map(\.index)))
            } catch {
                _ = capture.stop()
                throw error
            }
        } catch {
            throw .gather(error)
        }
    }

    private func take(
        _ message: Inbox.Message, _ tap: (capture: LiveCapture, heartbeat: TapHeartbeat)
    ) throws(Refusal) {
        switch message {
        case .line(.stray(let line)): try take(line)
        case .line(.heartbeat(let line)):
            try say(outlook.beat(on: line.interface, at: .now()))
        case .line(.end(let line)): count = line
        case .nonsense: lose("the child without privileges said what nobody understands")
        case .childEnded: lose("the child that judges frames is gone")
        case .signal(let number):
            signal = number
            isOver = true
        case .changed:
            do throws(Refusal) {
                try links.refresh()
            } catch {
                try say(outlook.stopWatchingLinks())
            }
            for index in links.takeChanged() { tap.capture.redeclare(index) }
            let entries = links.entries
            tap.heartbeat.move(to: entries.filter(\.isCarrier).map(\.index))
            try say(outlook.watch(entries, at: .now()))
        case .unwatched: try say(outlook.stopWatchingLinks())
        }
    }

    private func take(_ line: StrayLine) throws(Refusal) {
        hear(try wish.voice.stray(line))
        if line.checkID == nil {
            _ = outlook.blind("control.detector", "a stray packet is claimed by no check")
        }
        guard line.isLeak else { return }
        hasLeaked = true
        if wish.endsAtLeak { isOver = true }
    }

    /// Ends the tap, lets the child count up, and takes what it says.
    private func close(
        _ tap: (capture: LiveCapture, heartbeat: TapHeartbeat)
    ) throws(Refusal) {
        let child = child
        // Also where the tap cannot end, because the child does not take its frames.
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(WatchRun.patience)) {
            child.kill()
        }
        tap.heartbeat.stop()
        let outcome = tap.capture.stop()
        try say(outlook.lose(outcome.dropped &+ outcome.unwritten))
        if !outcome.isComplete { try say([outlook.blind("env.capture", "the tap had ended")]) }
        child.closeInput()
        let wasCounted = count != nil
        while fault == nil, let message = inbox.next(before: .distantFuture) {
            if case .childEnded = message { break }
            if case .signal = message { child.kill() }
            try take(message, tap)
        }
        let how = child.end()
        if let fault { self.fault = "\(fault), \(how)" }
        guard fault == nil, !wasCounted, let count else {
            if fault == nil { fault = "the child that judges frames ended too soon, \(how)" }
            return
        }
        for gap in count.gaps where gap.code != "capture.dropped" {
            try say([outlook.blind(gap.code, gap.text)])
        }
        // A leak needs no tunnel that was alive; silence does.
        if !hasLeaked, min(count.outerSent, count.outerReceived) == 0 {
            try say([
                outlook.blind(
                    "control.outer_alive",
                    "the tunnel was not seen alive: \(count.outerSent) packets of its own were "
                        + "sent, and \(count.outerReceived) received")
            ])
        }
    }

    private func lose(_ why: String) {
        fault = fault ?? why
        isOver = true
    }

    private func say(_ changes: [Outlook.Change]) throws(Refusal) {
        for change in changes { hear(try wish.voice.outlook(change)) }
    }

    private func hear(_ isHeard: Bool) {
        if !isHeard { lose("nobody takes what it says") }
    }

    /// Hands the signals that ask us to stop to an inbox, whatever thread they come to.
    private static func hold(into inbox: Inbox) {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTERM)
        unsafe sigaddset(&signals, SIGINT)
        // Threads that are made from here on leave them to the wait below.
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        DispatchQueue(label: "signals").async { [signals] in
            var signals = signals
            while true {
                var number: CInt = 0
                if unsafe sigwait(&signals, &number) == 0 { inbox.post(.signal(number)) }
            }
        }
    }
}
