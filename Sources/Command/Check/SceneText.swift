internal import Evidence
internal import Gather
internal import Wire

/// What is being watched, in a line.
struct SceneText {
    let scene: Discovery.Scene
    /// How long it takes at the most.
    let longest: String

    /// `watching wg0 to 203.0.113.10:51820,udp, and eth0 outside it; at most 23 s`.
    var line: String {
        let flows = scene.outer.map(\.description)
        let named = flows.prefix(3).joined(separator: ", ")
        let more = flows.count > 3 ? " and \(flows.count - 3) more" : ""
        let uplinks = scene.uplinks.isEmpty ? "no uplink" : SceneText.names(scene.uplinks)
        let tunnel = scene.tunnels.isEmpty ? "a proxy" : SceneText.names(scene.tunnels)
        return "watching \(tunnel) to \(named)\(more), and \(uplinks) "
            + "outside it; at most \(longest)"
    }

    /// The names of interfaces.
    static func names(_ list: [Session.Interface]) -> String {
        list.map { OutsideText($0.name).forTerminal }.joined(separator: ", ")
    }

    /// The time that has passed, with two decimals.
    static func seconds(since began: ContinuousClock.Instant) -> Double {
        (began.duration(to: .now) / .milliseconds(10)).rounded() / 100
    }

    /// What became of a probe; never what was in it.
    static func line(of answer: Answer) -> String {
        let end =
            answer.remotePort == 0 ? "\(answer.remote)" : "\(answer.remote) \(answer.remotePort)"
        let outcome =
            switch answer.outcome {
            case .refused(let number): "refused (\(number))"
            case .unsent(let number): "not sent (\(number))"
            default: "\(answer.outcome)"
            }
        return "  \(answer.kind.rawValue) \(end)\(PlanText.way(answer.path)): \(outcome)"
    }
}
