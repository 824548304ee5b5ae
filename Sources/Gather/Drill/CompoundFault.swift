public import Evidence

/// Faults that come together: the first takes the tunnel's own hold away, and the last is what it is
/// called after.
public struct CompoundFault: Fault {
    /// What it is called after.
    public let id: FaultID
    private let parts: [any Fault]

    /// A fault of parts, in the order in which they are injected.
    public init(_ id: FaultID, of parts: [any Fault]) {
        self.id = id
        self.parts = parts
    }

    /// The longest of its parts, in seconds.
    public var longestTimer: Int { parts.map(\.longestTimer).max() ?? 0 }

    /// Injects the parts, one after the other.
    public func inject() throws(GatherError) {
        for part in parts { try part.inject() }
    }

    /// Shown once each part is.
    public func proof() -> DrilledFault.Proof {
        var facts: [String] = []
        for part in parts {
            switch part.proof() {
            case .shown(let fact): facts.append(fact)
            case .missing(let reason): return .missing(reason)
            }
        }
        return .shown(facts.joined(separator: ", "))
    }

    /// Whether that is so for a part.
    public var isUndoneInSilence: Bool { parts.contains(where: \.isUndoneInSilence) }

    /// Settles the last one first.
    public func settle() throws(GatherError) {
        for part in parts.reversed() { try part.settle() }
    }

    /// Undoes the last one first; each is tried, whatever becomes of the others.
    public func undo() throws(GatherError) {
        var failure: GatherError?
        for part in parts.reversed() {
            do throws(GatherError) {
                try part.undo()
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }
}
