internal import Audit
internal import Evidence
internal import Wire

/// Whose resolver asked in the end, the worst first.
enum Resolver: CaseIterable {
    /// The answer's signature does not hold.
    case forged
    /// It asked from an address of this machine, so the look-up went outside the tunnel.
    case outside
    /// The endpoint was asked directly, and yet somebody else asked it.
    case intercepted
    /// It is neither the exit nor one that the policy names.
    case foreign
    /// It is the exit, or one that the policy names.
    case own
}

extension Case {
    /// Whose resolver a look-up ended at.
    func resolver(of answer: Answer) -> Resolver {
        guard let address = answer.resolver else { return .foreign }
        if answer.isVerified == false { return .forged }
        if recording.ownAddresses.contains(address) { return .outside }
        let isTold = policy.resolvers.compactMap { IPPrefix($0) }.contains { $0.contains(address) }
        if isTold || recording.exitAddresses.contains(address) { return .own }
        return answer.remote == answer.endpoint.flatMap({ IPAddress($0) }) ? .intercepted : .foreign
    }

    /// The finding of look-ups that ended at such a resolver; nil where that is as it must be.
    func finding(of resolver: Resolver, _ answers: [Answer], by card: Card) -> Finding? {
        let names = Set(answers.compactMap(\.mark)).count
        let addresses = Set(answers.compactMap(\.resolver)).map(\.description).sorted()
        let who = addresses.prefix(5).joined(separator: ", ")
        let told: (title: String, severity: Severity)
        switch resolver {
        case .own: return nil
        case .forged: told = ("answers about \(names) names are forged", .high)
        case .outside:
            told = ("\(names) names were asked from this machine's own address", .critical)
        case .intercepted: told = ("\(names) look-ups were intercepted by \(who)", .high)
        // One below the check's own: it may be what the tunnel's provider wants.
        case .foreign: told = ("\(names) names ended at a resolver of others: \(who)", .medium)
        }
        return finding(
            of: answers, title: told.title.prefix(1).uppercased() + told.title.dropFirst(),
            what: card.why, severity: told.severity, confidence: .probable)
    }
}
