internal import Wire

@testable internal import Evidence

/// Folds made-up frames of the specimens' machine behind its WireGuard tunnel.
struct Folding {
    var outside: [[UInt8]] = []
    var inside: [[UInt8]] = []
    var outer = "203.0.113.10:51820,udp"
    var host = HostIdentity(stations: [Specimen.host], basis: .named)
    var marks: [StageMark] = []
    var capacity = 1 << 15
    var allowsLocalNetwork = false
    var entries: [AllowedTraffic] = []
    /// What became of probes.
    var answers: [Answer] = []
    /// Where a frame is cut: the length that it had.
    var originalLength: UInt32?
    /// Times of the outside frames, where they do not come a millisecond apart.
    var times: [UInt64] = []
    /// What the file says of the frames' direction.
    var direction = FrameDirection.unknown

    init(_ outside: [[UInt8]], inside: [[UInt8]] = []) {
        self.outside = outside
        self.inside = inside
    }

    /// What the fold makes of them; frames come a millisecond apart, from 1 ms on.
    func ledger() -> Ledger { recording().ledger }

    /// The same with the observations.
    func recording() -> Recording {
        let allowance = Allowance(
            outer: [OuterFlow(outer)].compactMap { $0 }, allowsLocalNetwork: allowsLocalNetwork,
            entries: entries)
        let stages = StageLine(marks)
        var fold = Fold(
            allowance: allowance, stages: stages, host: host, capacity: capacity,
            ownAddresses: [Specimen.address])
        fold.learn(of: answers)
        for (number, frames) in [(1, inside), (0, outside)] {
            fold.begin(FileRole(number: number, isTunnel: number == 1))
            fold.declare(
                CaptureInterface(
                    index: 0, linkType: LinkType.ethernet.rawValue, snapLength: 0,
                    timestampDigits: 9))
            for (index, frame) in frames.enumerated() {
                let isTimed = number == 0 && index < times.count
                let record = FrameRecord(
                    time: isTimed ? times[index] : UInt64(index + 1) * 1_000_000,
                    originalLength: originalLength ?? UInt32(frame.count),
                    direction: direction, number: UInt64(index + 1))
                unsafe fold.take(frame.span.bytes, record)
            }
        }
        let facts = CaptureFacts(
            name: OutsideText("made"), frames: UInt64(outside.count), dropped: 0, isComplete: true,
            damage: nil)
        let subject = Subject(
            files: [facts, facts], vantages: fold.vantages, outer: allowance.outer, host: host,
            stages: stages, start: 0, end: UInt64(outside.count + 1) * 1_000_000)
        let log = fold.observations
        return Recording(
            subject: subject, ledger: Ledger(sealing: fold), observations: log.observations,
            coverage: Coverage(), allowance: allowance)
    }
}

extension Recording {
    /// What left without leave, in any stage.
    var strays: [Ledger.Stratum] { violations(in: Array(subject.stages.marks.indices)) }

    /// Number of frames that left without leave.
    var strayPackets: UInt64 { strays.reduce(0) { $0 + $1.tally.packets } }

    /// Number of frames of an expected kind, in the first stage.
    func count(_ kind: Expected) -> UInt64 { ledger.expected(kind, stage: 0).packets }
}

/// Random-looking numbers that are the same in every run (SplitMix64).
struct Noise: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
