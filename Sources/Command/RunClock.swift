internal import Audit
internal import Evidence
internal import Glibc
internal import Wire

/// When a run began, and what it is called.
///
/// With SOURCE_DATE_EPOCH set, both follow from the inputs alone, so that two runs give the same
/// bytes.
struct RunClock {
    private let arguments: [String]
    private let epoch: UInt64?
    private let started: UInt64

    init(arguments: [String]) {
        self.arguments = arguments
        epoch = Output.environment("SOURCE_DATE_EPOCH").flatMap(UInt64.init)
            .flatMap { $0 <= 1 << 33 ? $0 * 1_000_000_000 : nil }
        started = RunClock.now()
    }

    /// Whether the report must not depend on when and how fast it was made.
    var isReproducible: Bool { epoch != nil }

    /// The day on which the run began, as `2026-11-22`.
    var today: String {
        String(Timestamp(nanoseconds: epoch ?? started).rfc3339().prefix(10))
    }

    /// The run as a report tells it; `inputs` are the files that its name depends on.
    func run(_ command: String, inputs: [String]) -> Report.Run {
        let now = RunClock.now()
        let duration = isReproducible || now < started ? 0 : Double(now - started) / 1e9
        return Report.Run(
            id: name(inputs),
            startedAt: Timestamp(nanoseconds: epoch ?? started).rfc3339(digits: 6),
            duration: duration, command: command, arguments: arguments.map(OutsideText.init))
    }

    /// User and system time of the process so far, in seconds.
    static var cpu: Double {
        var usage = rusage()
        // RUSAGE_SELF, which the importer gives another type than the call takes.
        guard unsafe getrusage(0, &usage) == 0 else { return 0 }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private func name(_ inputs: [String]) -> String {
        let digits: String
        if isReproducible {
            let hashes = inputs.map { SHA256.digits(ofFile: $0) ?? "-" }
            digits = SHA256.digits(of: (hashes + arguments).joined(separator: "\n")) ?? ""
        } else {
            digits = String(UInt64.random(in: 1 << 60 ... .max), radix: 16)
        }
        let name = digits.prefix(8).uppercased()
        return "\(name.prefix(4))-\(name.dropFirst(4))"
    }

    /// The present, in nanoseconds since the UNIX epoch.
    static func now() -> UInt64 {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0, time.tv_sec >= 0 else { return 0 }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(max(0, time.tv_nsec))
    }
}
