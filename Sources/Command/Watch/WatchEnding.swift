internal import Glibc
internal import Reports

/// What a watch came to.
struct WatchEnding {
    /// How long it watched, in whole seconds.
    var seconds: UInt64
    /// What the child counted; nil if it did not come to that.
    var count: EndLine?
    /// Whether a leak was told while it went on.
    var wasLeakTold: Bool
    /// Whether something could not be seen at any time.
    var wasBlind: Bool
    /// Whether not proven counts as a leak.
    var isStrict: Bool
    /// The signal that stopped it.
    var signal: Int32?
    /// Why it could not go on.
    var fault: String?

    /// What leaked, as it was counted.
    private var leaks: [FindingLine] { count?.findings.filter(\.isLeak) ?? [] }

    /// Whether anything leaked.
    var hasLeaked: Bool { wasLeakTold || !leaks.isEmpty }

    /// The exit code (`docs/limits.md`): a leak that was seen stays one, however it ended.
    var exitCode: Int32 {
        if let signal { return 128 + signal }
        if hasLeaked { return 1 }
        if fault != nil { return 4 }
        return wasBlind ? (isStrict ? 1 : 3) : 0
    }

    /// The first words.
    var headline: WatchText.Headline {
        hasLeaked ? .leak : fault != nil || wasBlind ? .notProven : .quiet
    }

    /// The sentences behind them.
    var sentences: [String] {
        var sentences: [String] = []
        if hasLeaked {
            let parts = leaks.map { leak in
                let count = leak.packets.map { $0 == 1 ? "1 packet of " : "\($0) packets of " }
                return (count ?? "") + leak.checkID
            }
            sentences.append(
                parts.isEmpty
                    ? "It was not counted to the end."
                    : parts.joined(separator: ", ") + " left outside the tunnel.")
        } else if fault == nil, !wasBlind {
            sentences.append(
                "Nothing left outside the tunnel, and our heartbeat was seen all the time. "
                    + "What was not tried could not leak: watertight check tries.")
        }
        if let fault { sentences.append("It could not go on: \(fault).") }
        if wasBlind {
            sentences.append("A part could not be seen, and silence there means nothing.")
        }
        let frames = count.map { ", \($0.frames) frames" } ?? ""
        let end = signal == nil ? "" : ", until it was stopped"
        sentences.append("Watched for \(seconds) s\(frames)\(end).")
        return sentences
    }
}
