internal import Audit
internal import Wire

extension TextReport {
    /// Most processes that are named; the JSON has more.
    private static let mostProcesses = 5

    /// Who sent the packets of a finding, in a sentence; nil where nobody watched.
    func programs(of packets: Report.Packets) -> String? {
        guard let all = packets.processes, !all.isEmpty else { return nil }
        let senders = all.filter { $0.packetCount > 0 }
        let askers = all.filter { $0.packetCount == 0 }
        var parts = senders.prefix(Self.mostProcesses).map(sender)
        if senders.count > parts.count { parts.append("others") }
        // Those who may have asked the resolver stand behind all who sent.
        if !askers.isEmpty { parts.append("perhaps for " + Phrase.list(askers.map(asker))) }
        return parts.joined(separator: "; ")
    }

    private func sender(_ process: Report.Process) -> String {
        let count = Phrase.count(process.packetCount, "packet")
        switch process.role {
        case .probe: return "watertight, \(probes(process.probes)), \(count)"
        case .forwarded: return "forwarded from \(process.forwardedFrom ?? "?"), \(count)"
        case .resolver:
            return "asked by the local resolver \(named(process)) for other programs, \(count)"
        case .client, nil: return "\(named(process)), \(count)"
        }
    }

    private func named(_ process: Report.Process) -> String {
        let name = process.name.map(Phrase.whole) ?? "a process"
        let pid = process.pid.map { "pid\(Cells.noBreak)\($0), " } ?? ""
        switch process.attribution {
        case .socket: return "\(name) (\(pid)by its socket)"
        case .guess: return "\(name) (\(pid)a guess)"
        case .controlGroup:
            let group = process.controlGroup.map(Phrase.whole) ?? "?"
            return "\(name) of \(group) (by its control group)"
        case .unknown: return "unknown"
        }
    }

    private func probes(_ numbers: [Int]) -> String {
        switch numbers.count {
        case 0: "a probe"
        case 1: "probe\(Cells.noBreak)\(numbers[0])"
        default: "probes " + Phrase.list(numbers.map(String.init))
        }
    }

    private func asker(_ process: Report.Process) -> String {
        process.role == .probe ? "watertight's own probes" : named(process)
    }
}
