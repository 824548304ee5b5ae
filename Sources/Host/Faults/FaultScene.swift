internal import Evidence
public import Gather
internal import Synchronization

/// Where a fault happens, and the journal that undoes it.
public final class FaultScene: Sendable {
    /// The namespaces that it happens in.
    let enclosure: Enclosure
    private let named: String?
    private let place: String
    private let folder: JournalFolder
    private let noting: [String]
    /// Made with the first change, and again with the first one after an undo.
    private let journal = Mutex<Journal?>(nil)

    /// A scene in an enclosure, which the user calls `named`; programs run in `place`.
    ///
    /// `noting` are the words before those of a program that shall not go on unknown: what they start notes
    /// itself in the journal, its descriptor 3, and becomes that program. Without, it is not noted.
    public init(
        _ enclosure: Enclosure, named: String?, place: String, folder: JournalFolder = .usual,
        noting: [String] = []
    ) {
        self.enclosure = enclosure
        self.named = named
        self.place = place
        self.folder = folder
        self.noting = noting
    }

    /// Notes how a change is undone; when it returns, the change may be made.
    public func note(_ step: UndoStep) throws(GatherError) {
        do throws(HostError) {
            try journal.withLock { journal throws(HostError) in
                let open: Journal
                if let journal {
                    open = journal
                } else {
                    open = try Journal(in: enclosure, named: named, place: place, folder: folder)
                }
                journal = open
                try open.note(step)
            }
        } catch {
            throw FaultScene.refusal(error)
        }
    }

    /// Notes how a link is put back as it is now; throws if nobody could make it anew and it `mustBeMade`.
    public func note(link name: String, mustBeMade: Bool) throws(GatherError) {
        let state = try inside { () throws(HostError) in try LinkState(reading: name) }
        if mustBeMade, state.maker == .unknown {
            throw GatherError(
                "drill.no_way_back",
                "\(name) could not be made anew: it is neither the kernel's WireGuard nor "
                    + "wireguard-go's.")
        }
        try note(.link(state))
    }

    /// Notes how all rules of nftables are put back, in one transaction; throws if they could not be loaded
    /// again as they are.
    public func noteRules() throws(GatherError) {
        let rules = "flush ruleset\n" + (try run(["nft", "list", "ruleset"]))
        do throws(GatherError) {
            try run(["nft", "--check", "-f", "-"], input: rules)
        } catch {
            throw GatherError(
                "drill.no_way_back",
                "The rules of the firewall could not be loaded again as they are.")
        }
        try note(.run(arguments: ["nft", "-f", "-"], input: rules))
    }

    /// Notes how a file, and the rules for routes, are put back as they are now.
    public func noteRoutingRules(and file: String) throws(GatherError) {
        let steps = try inside { () throws(HostError) in
            [try UndoStep.restoring(file), .routingRules(try RoutingRules())]
        }
        for step in steps { try note(step) }
    }

    /// Does something inside.
    func inside<Value: Sendable>(
        _ body: @escaping @Sendable () throws(HostError) -> Value
    ) throws(GatherError) -> Value {
        do throws(HostError) {
            return try enclosure.run { Result { () throws(HostError) in try body() } }.get()
        } catch {
            throw FaultScene.refusal(error)
        }
    }

    /// Runs a program inside that changes one thing after the other: once something is noted, it is ended
    /// before anything is undone, should the run be killed meanwhile. Throws unless it ends with 0.
    public func runNoted(_ arguments: [String]) throws(GatherError) {
        // What does not note itself would keep the journal open, and with it the run alive.
        guard !noting.isEmpty, let journal = journal.withLock({ $0?.descriptor }) else {
            try run(arguments)
            return
        }
        _ = try run(noting + arguments, descriptor: journal)
    }

    /// Runs a program inside; throws unless it ends with 0. What it printed.
    @discardableResult
    public func run(_ arguments: [String], input: String? = nil) throws(GatherError) -> String {
        try run(arguments, input: input, descriptor: nil)
    }

    private func run(
        _ arguments: [String], input: String? = nil, descriptor: Int32?
    ) throws(GatherError) -> String {
        try inside { () throws(HostError) in
            var errand = Errand(arguments, input: input)
            errand.descriptor = descriptor
            let ending = errand.run()
            if let failure = ending.failure {
                throw HostError(
                    .refused, subject: arguments.joined(separator: " "), reason: failure)
            }
            return ending.output
        }
    }

    /// What proves something inside, or why it cannot be looked at.
    func proof(
        _ body: @escaping @Sendable () throws(HostError) -> DrilledFault.Proof
    ) -> DrilledFault.Proof {
        do throws(GatherError) {
            return try inside(body)
        } catch {
            return .missing(error.reason)
        }
    }

    /// Undoes all that was noted; does nothing a second time.
    public func undo() throws(GatherError) {
        let undone: [Undone]
        do throws(HostError) {
            undone = try journal.withLock { journal throws(HostError) in
                defer { journal = nil }
                return try journal?.undo() ?? []
            }
        } catch {
            throw GatherError("drill.not_undone", FaultScene.refusal(error).reason)
        }
        let failures = undone.compactMap { step in step.failure.map { "\(step.what): \($0)" } }
        guard failures.isEmpty else {
            throw GatherError("drill.not_undone", failures.joined(separator: " "))
        }
    }

    private static func refusal(_ error: HostError) -> GatherError {
        GatherError("drill.fault", "\(error.subject): \(error.reason)")
    }
}
