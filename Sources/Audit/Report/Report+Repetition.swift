internal import Wire

extension Report {
    /// A fault in each of several runs.
    public struct Repetition: Sendable {
        /// How many runs had it.
        public let runs: Int
        /// In how many something left.
        public let opened: Int
        /// How long it was open in each, from the first packet to the last; 0 where nothing left.
        public let open: Spans
        /// How long it took until it was noticed, in those in which it was.
        public let detection: Spans?
        /// How long it took until the tunnel carried again, in those in which it did.
        public let recovery: Spans?
        /// Each, in the order of the runs.
        public let each: [Run]

        /// A fault in one of the runs.
        public struct Run: Sendable {
            /// Most moments that are listed: as many as a small picture has room for.
            public static let mostLeaks = 64

            /// How long the traffic was watched under it, in seconds.
            public let watched: Double
            /// When what left under it left; nil if nothing did.
            public let window: Window?
            /// When packets left, in seconds after the fault: the first and the last, and of the others those
            /// that lie apart.
            public let leaks: [Double]
            /// How long it took until it was noticed; nil if it never was.
            public let detection: Double?
            /// How long it took until the tunnel carried again; nil if it never did.
            public let recovery: Double?
        }

        /// The same fault of several runs; nil of fewer than two.
        init?(_ faults: [Fault]) {
            guard faults.count > 1, let open = Spans(faults.map { $0.window?.length ?? 0 }) else {
                return nil
            }
            runs = faults.count
            opened = faults.count { $0.window != nil }
            self.open = open
            detection = Spans(faults.compactMap(\.detection))
            recovery = Spans(faults.compactMap(\.recovery))
            each = faults.map { Run($0) }
        }
    }

    /// Times of several runs, in seconds.
    public struct Spans: Sendable, Equatable {
        /// Each, in the order of the runs.
        public let all: [Double]
        /// The middle one; between two of them, their mean.
        public let median: Double
        /// The shortest.
        public let least: Double
        /// The longest.
        public let most: Double

        /// Of some times; nil if there are none.
        public init?(_ times: [Double]) {
            let sorted = times.sorted()
            guard let least = sorted.first, let most = sorted.last else { return nil }
            let middle = sorted.count / 2
            all = times
            median =
                sorted.count.isMultiple(of: 2)
                ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
            self.least = least
            self.most = most
        }
    }

    /// The report with what the other runs say of its faults and findings; it is one of the reports.
    func compared(with reports: [Report]) -> Report {
        guard reports.count > 1 else { return self }
        var report = self
        let drills = reports.compactMap(\.drill)
        if var drill {
            for index in drill.faults.indices {
                let place = drill.place(of: index)
                drill.faults[index].repeats = Repetition(drills.compactMap { $0.fault(at: place) })
            }
            report.drill = drill
        }
        for index in findings.indices where findings[index].packets != nil {
            let place = place(of: index)
            report.findings[index].exposures = reports.compactMap {
                $0.finding(at: place)?.packets?.exposure
            }
            report.findings[index].runs = reports.count {
                $0.checks.contains { $0.id == place.check && $0.isDecided }
            }
        }
        return report
    }

    /// Which finding of its check one is, from 0.
    private func place(of index: Int) -> (check: CheckID, number: Int) {
        let check = findings[index].checkID
        return (check, findings[..<index].count { $0.checkID == check })
    }

    private func finding(at place: (check: CheckID, number: Int)) -> Finding? {
        findings.lazy.filter { $0.checkID == place.check }.dropFirst(place.number).first
    }
}

extension Report.Drill {
    /// A fault by its kind, and which of its kind.
    fileprivate typealias Place = (name: [String], number: Int)

    fileprivate func place(of index: Int) -> Place {
        let name = faults[index].kind
        return (name, faults[..<index].count { $0.kind == name })
    }

    fileprivate func fault(at place: Place) -> Report.Fault? {
        faults.lazy.filter { $0.kind == place.name }.dropFirst(place.number).first
    }
}

extension Report.Fault {
    /// What tells a fault from another of the same drill.
    fileprivate var kind: [String] { [id, "\(isEntryBlocked)", "\(isAfterRecovery)"] }
}

extension Report.Packets {
    /// From the first to the last, in seconds.
    fileprivate var exposure: Double {
        guard let first = Timestamp(firstSeenAt), let last = Timestamp(lastSeenAt) else { return 0 }
        return last.seconds(since: first)
    }
}

extension Report.Repetition.Run {
    fileprivate init(_ fault: Report.Fault) {
        watched = fault.until - fault.at
        window = fault.window
        detection = fault.detection
        recovery = fault.recovery
        guard let window = fault.window, let last = fault.leaks.last else {
            leaks = []
            return
        }
        let step = window.length / Double(Self.mostLeaks - 1)
        var kept: [Double] = []
        for leak in fault.leaks.dropLast()
        where kept.count < Self.mostLeaks - 1 && kept.last.map({ leak >= $0 + step }) ?? true {
            kept.append(leak)
        }
        leaks = kept + [last]
    }
}
