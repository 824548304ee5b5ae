internal import Evidence
internal import Gather
internal import Wire

/// What a run would watch and ask, for people to read before it does.
struct PlanText {
    let scene: Discovery.Scene
    let scenario: Scenario
    let outsiders: Outsiders
    /// The configuration, if there is one.
    let file: String?
    /// What a drill does besides, line by line; empty where nothing is disturbed.
    var drill = ""

    /// The plan, line by line.
    var text: String {
        let names = { (list: [Session.Interface]) in
            list.map { OutsideText($0.name).forTerminal }.joined(separator: ", ")
        }
        var lines = [
            "tunnel     \(scene.tunnels.isEmpty ? "a proxy" : names(scene.tunnels)) to "
                + scene.outer.map(\.description).joined(separator: ", "),
            "uplinks    \(names(scene.uplinks))",
            "captures   \(names(scene.interfaces))",
            "heartbeat  "
                + names(scene.interfaces.filter { $0.role == .underlay && $0.carriesHeartbeat })
                + ", EtherType 0x88b5, each second",
            "sockets    which there are, and which process holds each",
            "settings   of systemd-resolved, where it serves, over the system's bus",
        ]
        if let file { lines.insert("config     \(OutsideText(file).forTerminal)", at: 0) }
        lines += rows("through", scenario.through) + rows("past", scenario.past)
        lines += rows("closing", scenario.closing)
        if !scene.facts.forwards.isEmpty {
            lines.append("guest      a namespace behind this machine, for as long as the run lasts")
            lines += rows("guest", scenario.forwarded)
        }
        lines += outsiders.plan
        lines.append(
            "A tunnel without a fresh handshake is sent a datagram first, to an address behind it.")
        if drill.isEmpty {
            lines.append(
                scene.facts.forwards.isEmpty
                    ? "Nothing else is sent, and nothing is changed."
                    : "Nothing else is sent, and nothing but the guest is made.")
        }
        return lines.joined(separator: "\n") + "\n" + drill
    }

    private func rows(_ way: String, _ questions: [Question]) -> [String] {
        var counts: [(text: String, count: Int)] = []
        for question in questions {
            let text = "\(way)  \(PlanText.describe(question))"
            if let index = counts.firstIndex(where: { $0.text == text }) {
                counts[index].count += 1
            } else {
                counts.append((text, 1))
            }
        }
        return counts.map { $0.count == 1 ? $0.text : "\($0.text), \($0.count) times" }
    }

    private static func describe(_ question: Question) -> String {
        let end =
            question.port == 0
            ? question.remote.description
            : question.remote.isIPv4
                ? "\(question.remote):\(question.port)" : "[\(question.remote)]:\(question.port)"
        let kind =
            switch question.content {
            case .datagram: "datagram to"
            case .stream: "connection to"
            case .lookUp(_, _, let overTCP): overTCP ? "look-up by TCP at" : "look-up at"
            case .binding: "STUN request to"
            case .echo: "echo request to"
            case .packet(let number, _): "protocol \(number) to"
            case .page: "page by HTTP from"
            }
        return "\(kind) \(end)\(way(question.path))"
            + (question.user == 0 ? "" : ", as user \(question.user)")
    }
    /// Which way a probe is told to go, behind a comma; nothing for where the routes lead.
    static func way(_ path: Answer.Path) -> String {
        switch path {
        case .routed: ""
        case .interface(let name): ", bound to \(OutsideText(name).forTerminal)"
        case .address(let address): ", from \(address)"
        case .forwarded: ", from a namespace behind this machine"
        case .marked(let mark): ", with the mark \(mark)"
        case .proxy(let address, let port): ", by way of \(address), port \(port)"
        }
    }
}
