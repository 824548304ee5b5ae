@testable import Evidence
@testable import Wire

/// A sink's view of a whole file in memory.
func read<Sink: FrameSink & ~Copyable>(_ file: [UInt8], into sink: inout Sink) -> UInt64 {
    var reader = CaptureReader()
    do throws(CaptureFileError) {
        _ = try unsafe reader.walk(file.span.bytes, into: &sink)
    } catch {
        consume(error)
    }
    return reader.frameCount
}

/// The whole input is a capture file: it is surveyed, folded, sealed and inspected as `analyze` does
/// it, and each frame is counted exactly once.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let file = [input.selector] + input.bytes
    // The last byte chooses what the user said.
    let choice = file[file.count - 1]
    let outer = ["203.0.113.10:51820,udp", "203.0.113.0/24,tcp", "[2001:db8::]/32"]
        .compactMap(OuterFlow.init)
    let declared = [OuterFlow("0.0.0.0/0")].compactMap { $0 }.map {
        AllowedTraffic(
            name: "directory", reason: "fuzz", prefix: $0.prefix, port: nil, transport: nil,
            stage: nil, isControlPlane: true)
    }
    let allowance = Allowance(
        outer: outer, allowsLocalNetwork: choice & 1 != 0,
        entries: choice & 64 != 0 ? declared : [])
    var named = HostIdentity(basis: choice & 2 != 0 ? .named : .unknown)
    if choice & 2 != 0 { named.stations = [MACAddress(0x0200_0000_500c)] }
    let tunnels: Set<String> = choice & 4 != 0 ? ["wg0"] : []
    var survey = Survey(outer: outer, named: named, tunnelNames: tunnels)
    consume(read(file, into: &survey))
    let host = survey.identity()
    let stages = StageLine(
        choice & 8 != 0 ? [StageMark(stage: .connected, at: 1_795_361_401_000_000_000)] : [])
    var fold = Fold(
        allowance: allowance, stages: stages, host: host, capacity: 1 << 10,
        ownAddresses: host.addresses, underlayHardware: survey.hardware)
    fold.begin(FileRole(isTunnel: choice & 16 != 0, tunnelNames: tunnels))
    let frames = read(file, into: &fold)
    guard !fold.vantages.isEmpty else { return 0 }

    let facts = CaptureFacts(
        name: OutsideText("file"), frames: frames, dropped: nil, isComplete: true, damage: nil)
    let subject = Subject(
        files: [facts], vantages: fold.vantages, outer: outer, host: host, stages: stages,
        start: min(fold.clock.earliest, fold.clock.latest), end: fold.clock.latest)
    let (blindness, clock, log) = (fold.blindness, fold.clock, fold.observations)
    let (surplusClaims, heartbeats) = (fold.network.surplus, fold.heartbeats)
    fold.restartClock()
    let jumps = fold.jumps
    let ledger = Ledger(sealing: fold)
    let recording = Recording(
        subject: subject, ledger: ledger, observations: log.observations, coverage: Coverage(),
        allowance: allowance)
    let inspection = Inspection(
        recording: recording, blindness: blindness, isEmpty: clock.isEmpty, jumps: jumps,
        surplusClaims: surplusClaims, surplusObservations: log.surplus, watch: nil,
        heartbeats: heartbeats)
    do throws(EvidenceError) {
        try inspection.refuseIfBlind(tunnelInterfaces: tunnels)
    } catch {
        consume(error.reason)
    }
    consume(inspection.coverage().gaps)

    var counted: UInt64 = 0
    for stage in stages.marks.indices {
        for index in 0..<Expected.count {
            counted += ledger.expected(Expected(index), stage: stage).packets
        }
    }
    let strays = recording.violations(in: Array(stages.marks.indices))
    counted += strays.reduce(0) { $0 + $1.tally.packets }
    precondition(counted == frames, "\(counted) of \(frames) frames were counted")
    let all = Set(ledger.strata.indices)
    consume(ledger.exemplars(of: all).count)
    consume(ledger.exemplarFrames(of: all))
    consume(ledger.destinations(of: all).count)
    consume(ledger.examinations.count)
    consume(ledger.totalBytes(stages))
    return 0
}
