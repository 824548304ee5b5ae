internal import Glibc
public import Wire

/// Reads captures once and folds them into a recording.
public struct CaptureAnalysis: Sendable {
    /// The capture of the underlay, perhaps with tunnel interfaces in it.
    public var capture: String
    /// Captures taken inside the tunnel: the control.
    public var tunnels: [String] = []
    /// Names of the capture's interfaces that are tunnels.
    public var tunnelInterfaces: Set<String> = []
    /// What may travel outside.
    public var allowance: Allowance
    /// Where stages begin.
    public var marks: [StageMark] = []
    /// Who the host is, as far as the user says.
    public var host = HostIdentity(basis: .unknown)

    /// When the taps of a live run watched; nil for captures that others made.
    public var watch: LiveWatch?

    /// What became of the probes of a live run, whose own frames are told apart.
    public var answers: [Answer] = []

    /// Addresses of the tunnel's interfaces, where the machine was read.
    public var innerAddresses: [IPAddress] = []

    /// Addresses of the underlays, where the machine was read: what a program binds to one of them may go
    /// through the tunnel, which does not make it the tunnel's.
    public var ownAddresses: [IPAddress] = []

    /// Names of the capture's interfaces whose frames never leave the machine.
    var localInterfaces: Set<String> = []

    /// Names of the capture's interfaces at which a part with a clock of its own begins.
    var partStarts: Set<String> = []

    /// An analysis of one capture.
    public init(capture: String, allowance: Allowance) {
        self.capture = capture
        self.allowance = allowance
    }

    /// Reads everything. Throws only when nothing can be judged.
    public func run() throws(EvidenceError) -> Recording {
        var fold = try fold()
        var facts = [CaptureFacts?](repeating: nil, count: tunnels.count + 1)
        for (role, path) in parts {
            fold.begin(role)
            facts[role.number] = try read(path, into: &fold)
        }
        return try Recording(
            sealing: LedgerStore(fold), files: facts.compactMap { $0 }, probes: answers,
            watch: watch, tunnelInterfaces: tunnelInterfaces)
    }

    /// A fold that has taken no frame yet, and knows what a first look at the capture tells.
    func fold() throws(EvidenceError) -> Fold {
        fold(try survey())
    }

    /// The captures in the order in which they are read, and what they are.
    ///
    /// The inside first: its addresses must be known before the outside is judged.
    var parts: [(role: FileRole, path: String)] {
        tunnels.enumerated().map { (FileRole(number: $0.offset + 1, isTunnel: true), $0.element) }
            + [
                (
                    FileRole(
                        number: 0, tunnelNames: tunnelInterfaces, localNames: localInterfaces,
                        partStarts: partStarts),
                    capture
                )
            ]
    }

    /// A fold for all captures, into which nothing was folded yet.
    func fold(_ survey: borrowing Survey, capacity: Int = FlowTable.fullCapacity) -> Fold {
        let host = survey.identity()
        var fold = Fold(
            allowance: allowance, stages: StageLine(marks), host: host, capacity: capacity,
            ownAddresses: ownAddresses + host.addresses + (survey.senderAddress.map { [$0] } ?? []),
            innerAddresses: innerAddresses, underlayHardware: survey.hardware,
            watchedFrom: watch?.from, pauses: watch?.pauses ?? [])
        fold.learn(of: answers)
        return fold
    }

    /// The first look at the capture.
    func survey() throws(EvidenceError) -> Survey {
        var survey = Survey(
            outer: allowance.outer, named: host, tunnelNames: tunnelInterfaces)
        _ = try CaptureFile(capture).read(into: &survey)
        return survey
    }

    private func read(
        _ path: String, into fold: inout Fold
    ) throws(EvidenceError) -> CaptureFacts {
        let ending = try CaptureFile(path).read(into: &fold)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return CaptureFacts(OutsideText(name), ending)
    }
}
