internal import Evidence
internal import Gather
internal import Glibc

/// The interface of a tunnel, as faults disturb it.
struct TunnelInterface {
    let scene: FaultScene
    let name: String

    /// Notes how it is put back as it is now; throws if nobody could make it anew and it `mustBeMade`.
    func note(mustBeMade: Bool) throws(GatherError) {
        try scene.note(link: name, mustBeMade: mustBeMade)
    }

    /// Notes that the other tunnels of WireGuard look for their way anew: one that this one carries may find
    /// another while it is gone, and wireguard-go can miss that the old one is back. Undone last, so it
    /// is noted first.
    func noteNewLook() throws(GatherError) {
        for end in try otherEnds() {
            try scene.note(
                .run(arguments: end.words, when: ["ip", "link", "show", "dev", end.interface]))
        }
    }

    /// Lets the other tunnels of WireGuard look for their way anew.
    func lookAnew() throws(GatherError) {
        for end in try otherEnds() { try scene.run(end.words) }
    }

    /// The other tunnels of WireGuard, each with the words that tell it its peer's address once more.
    private func otherEnds() throws(GatherError) -> [(interface: String, words: [String])] {
        guard BoundedFile.isProgram("wg") else { return [] }
        let ends = try scene.run(["wg", "show", "all", "endpoints"])
        return ends.split(separator: "\n").compactMap { line in
            let words = line.split(separator: "\t").map(String.init)
            guard words.count == 3, words[0] != name, words[2] != "(none)" else { return nil }
            return (words[0], ["wg", "set", words[0], "peer", words[1], "endpoint", words[2]])
        }
    }

    /// Whether it is there and switched on, as the kernel says.
    var isUp: Bool? {
        get throws(HostError) {
            let index = unsafe if_nametoindex(name)
            guard index != 0 else { return nil }
            return try LinkState.row(of: index).map { $0.number(at: 8) & 1 != 0 }
        }
    }

    /// That it is gone.
    var absence: DrilledFault.Proof {
        let copy = self
        return scene.proof { () throws(HostError) in
            try copy.isUp == nil
                ? .shown("\(copy.name) is gone") : .missing("\(copy.name) is there.")
        }
    }

    /// The processes that it lives by; throws if there are none.
    func holders() throws(GatherError) -> [ProcessIdentity] {
        let name = name
        let holders = try scene.inside { () throws(HostError) in
            try TunHolders.processes(of: name)
        }
        guard !holders.isEmpty else {
            throw GatherError(
                "drill.no_process", "No process holds \(name): the kernel does it all.")
        }
        return holders
    }

    /// Sends a signal to processes.
    func send(_ signal: Int32, to processes: [ProcessIdentity]) throws(GatherError) {
        for process in processes where process.isThere {
            guard kill(process.process, signal) == 0 || errno == ESRCH else {
                throw GatherError(
                    "drill.fault", "process \(process.process): \(SystemReason.sentence(errno))")
            }
        }
    }
}
