public import Evidence

/// What the canaries and the stray frames of a drill say, fault by fault.
public struct DrillReading: Sendable {
    /// What was drilled.
    public let drill: Drill
    let recording: Recording
    /// The attempts of each cell, by index.
    private let byCell: [Range<Int>]
    /// Stray frames under each fault: from its beginning to its end.
    private let strays: [Range<Int>]
    /// What left under each fault.
    private let left: [Set<DrillScope>]
    /// The same, but only until its undoing began.
    private let leftMeanwhile: [Set<DrillScope>]
    /// What left under each fault with the tunnel's own address.
    private let leftInner: [Set<DrillScope>]
    /// Versions of IP that left under each fault while the firewall held the other.
    private var gaps: [Set<UInt8>] = []

    /// The reading of a recording; nil if it was no drill.
    public init?(_ recording: Recording) {
        guard let drill = recording.drill else { return nil }
        self.drill = drill
        self.recording = recording
        var start = 0
        byCell = drill.cells.indices.map { cell in
            let end =
                drill.attempts[start...].firstIndex { $0.cell != cell } ?? drill.attempts.count
            defer { start = end }
            return start..<end
        }
        let begins = drill.faults.map { fault in
            drill.strays.firstIndex { $0.at >= fault.from } ?? drill.strays.count
        }
        strays = begins.indices.map { index in
            let end = DrillReading.end(of: index, in: drill)
            return begins[
                index]..<max(
                    begins[index], drill.strays.firstIndex { $0.at >= end } ?? drill.strays.count)
        }
        let scopes = drill.strays.map { DrillReading.scope(of: $0, in: recording) }
        left = strays.map { range in Set(range.compactMap { scopes[$0] }) }
        leftMeanwhile = zip(strays, drill.faults).map { range, fault in
            Set(range.filter { drill.strays[$0].at < fault.until }.compactMap { scopes[$0] })
        }
        leftInner = strays.map { range in
            Set(
                range.compactMap { index in
                    scopes[index] == nil
                        ? drill.strays[index].cell.map { DrillScope(drill.cells[$0]) } : nil
                })
        }
        gaps = drill.faults.indices.map { fault in
            Set([4, 6].filter { isGap($0, under: fault) })
        }
    }

    /// Indices of faults of these kinds.
    public func faults(_ ids: Set<FaultID>) -> [Int] {
        drill.faults.indices.filter { ids.contains(drill.faults[$0].id) }
    }

    /// Until when what leaves is a fault's, which is until the next one begins. Behind the start the run
    /// asks its own questions first.
    static func end(of fault: Int, in drill: Drill) -> UInt64 {
        if drill.faults[fault].id == .boot { return drill.faults[fault].undone }
        return fault + 1 < drill.faults.count ? drill.faults[fault + 1].from : .max
    }

    /// All stray frames that left under a fault, in order of time.
    func strays(under fault: Int) -> ArraySlice<StrayFrame> { drill.strays[strays[fault]] }

    /// Stray frames that left under a fault by an opening, in order of time.
    public func strays(under fault: Int, by opening: Opening) -> [StrayFrame] {
        strays(under: fault).filter { self.opening(of: $0, under: fault) == opening }
    }

    /// Whether something of a scope left under a fault.
    func hasLeft(_ scope: DrillScope, under fault: Int) -> Bool { left[fault].contains(scope) }

    /// Whether something of a scope left before the undoing of a fault began.
    func hasLeftMeanwhile(_ scope: DrillScope, under fault: Int) -> Bool {
        leftMeanwhile[fault].contains(scope)
    }

    /// What let a stray frame out under a fault.
    func opening(of stray: StrayFrame, under fault: Int) -> Opening {
        guard let scope = DrillReading.scope(of: stray, in: recording) else {
            let cell = stray.cell.map { DrillScope(drill.cells[$0]) }
            guard let cell, cell.isLasting, !hasLeftNew(like: cell, under: fault) else {
                return .innerSource
            }
            return .established
        }
        let host = DrillScope(.new, scope.version, .root)
        if scope.sender == .forwarded, !left[fault].contains(host) { return .forwarded }
        if hasLeftNew(like: scope, under: fault) {
            if hasLeft(scope.new, under: fault), isDisarmed(scope, under: fault) {
                return .disarmed
            }
            return gaps[fault].contains(scope.version) ? .familyGap : .fault
        }
        if scope.kind == .dns { return drill.faults[fault].id == .dnsOutage ? .fault : .dnsExempt }
        return scope.isLasting ? .established : .fault
    }

    /// Whether new flows like those of a scope left under a fault. A sender of the machine itself speaks for
    /// another, unless a rule held that one's: in an opening of milliseconds not each has a new flow to send.
    private func hasLeftNew(like scope: DrillScope, under fault: Int) -> Bool {
        if hasLeft(scope.new, under: fault) { return true }
        guard scope.sender != .forwarded, !isHeldByRule(scope.new, under: fault) else {
            return false
        }
        return left[fault].contains {
            $0.kind == .new && $0.version == scope.version && $0.sender != .forwarded
        }
    }

    /// Whether the firewall held something of a scope under a fault, if only at times.
    private func isHeldByRule(_ scope: DrillScope, under fault: Int) -> Bool {
        drill.cells.indices.contains { cell in
            DrillScope(drill.cells[cell]) == scope
                && attempts(in: cell, under: fault).contains { $0.refusal == .rule }
        }
    }

    /// Whether a version of IP left under a fault while the firewall held the other, if only at times: a
    /// fault that comes and goes leaves most to the tunnel.
    private func isGap(_ version: UInt8, under fault: Int) -> Bool {
        let other = DrillScope(.new, version == 4 ? 6 : 4, .root)
        guard left[fault].contains(where: { $0.kind == .new && $0.version == version }),
            !left[fault].contains(other), !leftInner[fault].contains(other)
        else { return false }
        return isHeldByRule(other, under: fault)
    }

    /// The scopes in which canaries were tried under a fault.
    public func tried(under fault: Int) -> Set<DrillScope> {
        Set(
            drill.cells.indices.filter { !attempts(in: $0, under: fault).isEmpty }
                .map { DrillScope(drill.cells[$0]) })
    }

    /// The canaries of a cell that were tried between a fault's beginning and its undoing.
    public func attempts(in cell: Int, under fault: Int) -> ArraySlice<Attempt> {
        let (from, until) = (drill.faults[fault].at, drill.faults[fault].until)
        let all = drill.attempts[byCell[cell]]
        let start = all.partitioning { $0.at >= from }
        let end = all.partitioning { $0.at >= until }
        return all[start..<max(start, end)]
    }

    /// What held a scope under a fault; nil if something left, or nothing was tried.
    public func hold(of scope: DrillScope, under fault: Int) -> Hold? {
        guard !left[fault].contains(scope), !leftInner[fault].contains(scope) else { return nil }
        let holds = drill.cells.indices.filter { DrillScope(drill.cells[$0]) == scope }
            .compactMap { hold(ofCell: $0, scope, fault) }
        // A rule that refuses a connection may say so in the words of a router, and a datagram's not.
        if holds.contains(.firewall) { return .firewall }
        return Hold.allCases.first(where: holds.contains)
    }

    /// What held most canaries of a cell, and of equals what proves least; nil if nothing was tried. Before
    /// the fault was seen to be there something else may have held them.
    private func hold(ofCell cell: Int, _ scope: DrillScope, _ fault: Int) -> Hold? {
        var counts: [Hold: Int] = [:]
        let all = attempts(in: cell, under: fault)
        let shown = drill.faults[fault].shown ?? drill.faults[fault].at
        let behind = all[all.partitioning { $0.at >= shown }...]
        for attempt in behind.isEmpty ? all : behind {
            counts[hold(attempt, scope, fault), default: 0] += 1
        }
        guard !counts.isEmpty else { return nil }
        return Hold.allCases.max { counts[$0, default: 0] < counts[$1, default: 0] }
    }

    private func hold(_ attempt: Attempt, _ scope: DrillScope, _ fault: Int) -> Hold {
        if isAnswered(attempt, under: fault) { return .tunnel }
        switch attempt.refusal {
        case .rule: return .firewall
        case .route: return .routes
        case .other: return .refused
        case .none:
            // It was taken. Where the routes lead tells by whom; what leads to an underlay and was not
            // seen there was held somehow, and silence does not say by what.
            let way = drill.faults[fault].ways.first {
                $0.version == scope.version && $0.sender == scope.sender
            }
            guard let way else { return .refused }
            guard let interface = way.interface else { return .routes }
            return recording.host?.interfaces.contains {
                $0.name == interface && $0.role == .tunnel
            } ?? false ? .tunnel : .refused
        }
    }

    /// Whether a canary was answered while a fault was there; a connection may deliver it later.
    func isAnswered(_ attempt: Attempt, under fault: Int) -> Bool {
        guard case .answered(let delay) = attempt.outcome else { return false }
        return attempt.at &+ UInt64(delay) &* 1000 <= drill.faults[fault].until
    }

    /// The scope of a stray frame; nil if its source is the tunnel's own address.
    private static func scope(of stray: StrayFrame, in recording: Recording) -> DrillScope? {
        let traffic = recording.ledger.strata[stray.stratum].traffic
        let cell = stray.cell.flatMap { recording.drill?.cells[$0] }
        // A flow without ports, an error among others, is known as a guest's by its very frame alone.
        let isForwarded = stray.isForwarded || traffic.traits.contains(.forwarded)
        // What a guest sends has the source that the rules give it, the tunnel's own among others.
        let isGuests = cell.map { $0.sender == .forwarded } ?? stray.isForwarded
        if traffic.traits.contains(.innerSource), !isGuests { return nil }
        if let cell { return DrillScope(cell) }
        return DrillScope(
            traffic.trafficClass == .dns ? .dns : .new, traffic.isIPv4 ? 4 : 6,
            isForwarded ? .forwarded : .root)
    }
}

extension DrillScope {
    /// Whether its flows were open before.
    var isLasting: Bool { kind == .established || kind == .preconnect }
}

extension ArraySlice {
    /// The first index whose element, and all behind it, meets a condition.
    fileprivate func partitioning(_ isBehind: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
