internal import Evidence

/// A fault that counts as injected once it is seen: what comes next shall find it there.
struct AwaitedFault: Fault {
    let fault: any Fault

    /// Looks at whether it is seen: two seconds, in which each kind of traffic meets it.
    private static let looks = 100

    /// Its name.
    var id: FaultID { fault.id }
    /// Its own.
    var longestTimer: Int { fault.longestTimer }

    /// Makes it happen, and waits until it is seen; what is not seen then may be later.
    func inject() throws(GatherError) {
        try fault.inject()
        for _ in 0..<AwaitedFault.looks {
            if case .shown = proof() { return }
            DrillCourse.pause()
        }
    }

    /// Whether it is seen.
    func proof() -> DrilledFault.Proof { fault.proof() }
    /// As it is.
    var isUndoneInSilence: Bool { fault.isUndoneInSilence }
    /// Puts everything back.
    func undo() throws(GatherError) { try fault.undo() }
    /// Leads back what it has driven elsewhere.
    func settle() throws(GatherError) { try fault.settle() }
}
