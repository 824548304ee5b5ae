@testable import Audit
@testable import Evidence
@testable import Wire

/// The two files of a drill: rows of `drill.jsonl` and, behind a byte 0, of `attempts.jsonl`.
///
/// What is read is written and read again, and judged with a canary that left.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let parts = input.bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    do throws(EvidenceError) {
        if input.selector & 1 != 0 { consume(try AttemptRow.attempts(input.bytes, of: "fuzz")) }
        var drill = try DrillRow.drill(Array(parts[0]), of: "fuzz")
        if parts.count == 2 {
            drill.attempts = try AttemptRow.attempts(Array(parts[1]), of: "fuzz")
        }
        guard drill.isWhole else { return 0 }
        consume(drill.pauses)
        demandSame(drill)
        judge(drill, isInner: input.selector & 2 != 0)
    } catch {
        consume(error.reason)
    }
    return 0
}

/// What was read once is read again as it was.
private func demandSame(_ drill: Drill) {
    do throws(EvidenceError) {
        let again = try DrillRow.drill(try DrillRow.bytes(of: drill), of: "fuzz")
        precondition(again.rate == drill.rate && again.cells == drill.cells)
        precondition(again.faults == drill.faults)
        let attempts = try AttemptRow.attempts(
            try AttemptRow.bytes(of: drill.attempts), of: "fuzz")
        // A row of the file bounds how late a canary is only from the one before it.
        precondition(attempts.map(\.outcome) == drill.attempts.map(\.outcome))
    } catch {
        preconditionFailure("what was read cannot be written: \(error)")
    }
}

/// Asks all that checks and reports ask of a drill.
private func judge(_ drill: Drill, isInner: Bool) {
    guard let cell = drill.cells.first else { return }
    let source = isInner ? Specimen.inner : Specimen.address
    let specimen = Specimen(
        [Specimen.sent.udp(source, 40_000, Specimen.server, 4000, [1])],
        of: cell, under: .interfaceDeleted)
    var recording = specimen.recording()
    guard var stray = recording.drill?.strays.first else { return }
    var drill = drill
    for (index, attempt) in drill.attempts.prefix(64).enumerated() {
        stray.at = attempt.at
        stray.cell = index % 3 == 0 ? nil : attempt.cell
        drill.strays.append(stray)
    }
    for fault in drill.faults {
        stray.at = fault.from
        drill.strays.append(stray)
    }
    drill.strays.sort { $0.at < $1.at }
    let book = CellBook(drill)
    consume(book)
    recording.drill = drill
    guard let reading = DrillReading(recording) else { return }
    for fault in drill.faults.indices {
        consume(reading.doubt(about: fault))
        consume(reading.share(of: Array(reading.strays(under: fault)), under: fault)?.text)
        for scope in reading.tried(under: fault) { consume(reading.hold(of: scope, under: fault)) }
        for opening in [Opening.fault, .established, .innerSource] {
            consume(reading.strays(under: fault, by: opening))
        }
    }
    consume(reading.isExercised)
    consume(reading.report(since: recording.subject.start))
    consume(reading.timeline(since: recording.subject.start))
}
