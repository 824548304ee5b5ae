internal import Dispatch

/// What a watch can see, and whether it could all the time.
struct Outlook {
    /// Longest time without a heartbeat at an interface: one is sent each second and another may be
    /// late (catalogue 2.4); a third second is for the way through the tap and two processes.
    static let longestSilence = DispatchTimeInterval.seconds(3)

    /// Something that changed in what can be seen.
    enum Change {
        /// Something cannot be seen: the reason's code, and a sentence.
        case blind(code: String, text: String)
        /// What could not be seen can be again, or for the first time.
        case seeing(String)
    }

    private struct Pulse {
        /// When it was seen last, or began to be looked for.
        var last: DispatchTime
        var isProven = false
        var isMissing = false
    }

    private var pulses: [String: Pulse] = [:]
    private var mute: Set<String> = []
    private var lost: UInt64 = 0
    private var isUnwatched = false

    /// Whether something could not be seen at any time.
    private(set) var wasBlind = false

    /// Takes over where heartbeats are to be seen from now on, and which links cannot carry one.
    mutating func watch(_ entries: [WatchedLinks.Entry], at now: DispatchTime) -> [Change] {
        let carriers = entries.filter(\.isCarrier).map(\.name)
        for name in carriers where pulses[name] == nil { pulses[name] = Pulse(last: now) }
        pulses = pulses.filter { carriers.contains($0.key) }
        let silent = Set(entries.filter(\.isMute).map(\.name))
        defer { mute = silent }
        return silent.subtracting(mute).sorted().map { name in
            blind(
                "control.tap_heartbeat",
                "\(name) cannot carry our heartbeat, so nothing proves that a leak there is seen")
        }
    }

    /// Our heartbeat was captured.
    mutating func beat(on name: String, at now: DispatchTime) -> [Change] {
        guard var pulse = pulses[name] else { return [] }
        let isNew = !pulse.isProven || pulse.isMissing
        let word = pulse.isMissing ? " again" : ""
        pulse = Pulse(last: now, isProven: true)
        pulses[name] = pulse
        return isNew ? [.seeing("our heartbeat is captured on \(name)\(word)")] : []
    }

    /// Looks for heartbeats that are missing.
    mutating func look(at now: DispatchTime) -> [Change] {
        var changes: [Change] = []
        for (name, pulse) in pulses.sorted(by: { $0.key < $1.key })
        where !pulse.isMissing && now > pulse.last + Outlook.longestSilence {
            pulses[name]?.isMissing = true
            changes.append(
                blind(
                    "control.tap_heartbeat",
                    "our heartbeat is missing on \(name), so a leak there would not be seen"))
        }
        return changes
    }

    /// The tap has lost so many frames until now; told again whenever they have doubled.
    mutating func lose(_ count: UInt64) -> [Change] {
        guard count > 0, count >= lost &* 2 else { return [] }
        lost = count
        let frames = count == 1 ? "1 frame was" : "\(count) frames were"
        return [blind("capture.dropped", "\(frames) lost so far, and a leak may be among them")]
    }

    /// Nobody tells of new links any more, or they cannot be read.
    mutating func stopWatchingLinks() -> [Change] {
        guard !isUnwatched else { return [] }
        isUnwatched = true
        return [
            blind(
                "host.refused",
                "the system does not tell of new interfaces any more; the known ones are watched")
        ]
    }

    /// Something else could not be seen.
    mutating func blind(_ code: String, _ text: String) -> Change {
        wasBlind = true
        return .blind(code: code, text: text)
    }
}
