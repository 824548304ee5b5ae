internal import Evidence
internal import Gather
internal import Host
internal import Synchronization

/// The packet filter's rules as a drill goes on: they are read again under each fault, since a client, or
/// whoever reloads them, may change them meanwhile.
final class RulesetLog: Sendable {
    private let seen = Mutex<[RulesetSighting]>([])

    /// What was read, in order of time; what had not changed is left out.
    var sightings: [RulesetSighting] { seen.withLock { $0 } }

    /// Reads the rules of a machine.
    func look(at machine: Machine) {
        let time = Session.now
        let ruleset: Ruleset
        do {
            ruleset = try Discovery.wait { () throws(HostError) in try await machine.ruleset() }
        } catch {
            ruleset = Ruleset(unread: ["the machine"])
        }
        seen.withLock { seen in
            guard seen.last?.ruleset != ruleset, seen.count < RulesetSighting.most else { return }
            seen.append(RulesetSighting(at: time, ruleset))
        }
    }
}
