public import Evidence

/// One claim and the pure rule that decides it.
public struct Check: Sendable, Identifiable {
    /// Its name, frozen once released.
    public let id: CheckID
    /// What people read about it.
    public let card: Card
    /// What must have been visible for a pass to mean anything.
    public let needs: Set<Need>
    /// Which stray traffic it claims; nil if it judges something else.
    public let claims: (@Sendable (Traffic) -> Bool)?
    /// Which traffic inside the tunnel proves that there was something to leak.
    public let control: (@Sendable (Traffic) -> Bool)?
    /// Which probes of a live run stand for its traffic, where such traffic cannot go inside: tried
    /// and not seen outside, they prove as much.
    public let probes: (@Sendable (Case, Answer) -> Bool)?
    /// Whether it also fails on frames that an earlier cause has claimed, citing them.
    public let citesEarlier: Bool
    /// Made-up frames that it must fail on.
    public let specimen: Specimen
    /// The rule: synchronous, total, without clock, input, output or chance.
    public let judge: @Sendable (Case) -> Verdict

    /// A check that claims stray traffic.
    ///
    /// Each frame is counted under the first check of the catalogue that claims it. `refuses` gives
    /// the precondition that was measured false, if any; `grade` the severity of a finding where it
    /// differs from the card's; `turnsOnClaims` whether what it claims turns on a route or prefix of
    /// the local network, so that one which is not known could hide a leak from it; `asksResponder`
    /// whether a pass of a live run means nothing when nobody answered; `explain` what to say beside the
    /// card's own words; `otherwise` the findings that need no stray frame, where there is none.
    public init(
        _ id: CheckID, card: Card, specimen: Specimen, citesEarlier: Bool = true,
        turnsOnClaims: Bool = false, asksResponder: Bool = false,
        refuses: @escaping @Sendable (Case) -> Precondition? = { _ in nil },
        grade: (@Sendable (Case, [Ledger.Stratum]) -> Severity)? = nil,
        explain: (@Sendable (Case, [Ledger.Stratum]) -> String?)? = nil,
        otherwise: @escaping @Sendable (Case) -> [Finding] = { _ in [] },
        control: (@Sendable (Traffic) -> Bool)? = nil,
        probes: (@Sendable (Case, Answer) -> Bool)? = nil,
        claims: @escaping @Sendable (Traffic) -> Bool
    ) {
        self.probes = probes
        self.id = id
        self.card = card
        self.specimen = specimen
        self.claims = claims
        self.control = control ?? claims
        self.citesEarlier = citesEarlier
        var idle: Set<Need> = [.probes]
        if !turnsOnClaims { idle.insert(.claims) }
        if !asksResponder { idle.insert(.responder) }
        needs = Set(Need.allCases).subtracting(idle)
        judge = { scene in
            if let precondition = refuses(scene) { return .notApplicable(precondition) }
            return .weigh(
                id, card, in: scene, claims: claims, citesEarlier: citesEarlier,
                control: control ?? claims, grade: grade, explain: explain,
                otherwise: otherwise, probes: probes)
        }
    }

    /// Whether it judges the probes of a live run, so that captures alone say nothing of it.
    public var isLiveOnly: Bool { needs.contains(.probes) }

    /// A check with a rule of its own.
    public init(
        _ id: CheckID, card: Card, needs: Set<Need>, specimen: Specimen,
        judge: @escaping @Sendable (Case) -> Verdict
    ) {
        self.id = id
        self.card = card
        self.needs = needs
        self.specimen = specimen
        self.judge = judge
        claims = nil
        control = nil
        probes = nil
        citesEarlier = false
    }
}
