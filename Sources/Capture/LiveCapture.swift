internal import CPcap
internal import Foundation
public import Gather
internal import Glibc
internal import Wire

/// Captures every interface of a network namespace into a pcapng file or a pipe, until it is stopped.
///
/// One tap sees all interfaces, also those that appear while it runs, and tells who sent each frame.
/// Nothing that was captured is parsed here. The settings are those of TPACKET_V3 without immediate
/// mode: no loss was measured with them at 500 000 packets per second.
@safe public final class LiveCapture: Sensor, @unchecked Sendable {
    /// Bytes kept of a frame: all of it (libpcap's `MAXIMUM_SNAPLEN`).
    static let snapLength: UInt32 = 262_144
    /// Bytes of the kernel's ring: a burst of a hundred thousand small frames.
    private static let ringSize: Int32 = 64 << 20
    /// Least time between two looks at what was lost, in nanoseconds: a second is soon enough for
    /// people, and costs one system call.
    private static let lookPeriod: UInt64 = 1_000_000_000

    /// How long the kernel may hold frames back.
    public enum HoldBack: Int32, Sendable {
        /// 10 ms, for a run that ends in seconds and waits for its last frames.
        case short = 10
        /// 100 ms, for a watch of hours: a person who is told so soon does not notice, and both
        /// processes wake ten times a second at the most.
        case long = 100
    }

    private let holdBack: HoldBack
    /// Only `pcap_breakloop` is called from another thread than the capture's.
    private let handle: OpaquePointer
    private let file: FrameFile
    private let done = DispatchSemaphore(value: 0)
    private var outcome: Result<SensorOutcome, GatherError> = .failure(
        GatherError("env.capture", "The capture has not ended."))
    /// Guards the two below.
    private let shared = NSLock()
    private var lostSoFar: UInt64 = 0
    private var changed: Set<UInt32> = []

    /// Opens the tap in the calling thread's network namespace and starts to capture.
    ///
    /// Frames are seen from the moment this returns. `descriptor` must stay open until `stop`.
    /// `interfaces` are declared at once, by index and name, so that silent ones stand in the file.
    /// `describe` gives each interface its description when it is declared, also one that appears
    /// later; it is called on the capture's thread.
    public init(
        to descriptor: Int32, tool: String, interfaces: [(index: UInt32, name: String)],
        holdBack: HoldBack = .short,
        describe: @escaping @Sendable (UInt32, String) -> String? = { _, _ in nil }
    ) throws(GatherError) {
        unsafe handle = try LiveCapture.open(holdBack)
        self.holdBack = holdBack
        file = FrameFile(descriptor, tool: tool, describe: describe)
        for interface in interfaces { file.declare(interface.index, name: interface.name) }
        file.flush()
        let thread = Thread { [self] in self.loop() }
        thread.name = "capture"
        thread.start()
    }

    /// Frames that were lost so far, at the tap or behind it; a second old at the most while frames
    /// come.
    public var lost: UInt64 { shared.withLock { lostSoFar } }

    /// Declares an interface anew before its next frame, because its name or its description is
    /// another one now.
    public func redeclare(_ index: UInt32) { shared.withLock { _ = changed.insert(index) } }

    /// Ends the capture, writes what is left, and says what became of the frames.
    ///
    /// Frames that the kernel still holds back are taken first.
    public func stop() throws(GatherError) -> SensorOutcome {
        // What was sent until now is in the ring; the kernel hands it over within `holdBack`.
        usleep(UInt32(holdBack.rawValue) * 2000)
        unsafe pcap_breakloop(handle)
        done.wait()
        return try outcome.get()
    }

    private func loop() {
        let context = unsafe Unmanaged.passUnretained(file).toOpaque()
            .assumingMemoryBound(to: u_char.self)
        var code: Int32 = 0
        var counters = pcap_stat()
        var nextLook: UInt64 = 0
        while code >= 0 {
            code = unsafe pcap_dispatch(
                handle, -1,
                { context, header, bytes in
                    guard let context = unsafe context, let header = unsafe header,
                        let bytes = unsafe bytes
                    else { return }
                    let file = unsafe Unmanaged<FrameFile>.fromOpaque(context)
                        .takeUnretainedValue()
                    let stamp = unsafe header.pointee.ts
                    let frame = unsafe UnsafeRawBufferPointer(
                        start: bytes, count: Int(header.pointee.caplen))
                    // With nanosecond precision `tv_usec` holds nanoseconds.
                    unsafe file.add(
                        frame.bytes, originalLength: header.pointee.len,
                        at: UInt64(clamping: stamp.tv_sec) &* 1_000_000_000
                            &+ UInt64(clamping: stamp.tv_usec))
                }, context)
            guard code >= 0 else { break }
            // A block of the ring, or what came within the time of holding back.
            file.flush()
            file.forget(shared.withLock { exchange(&changed, with: []) })
            let now = LiveCapture.now()
            guard now >= nextLook else { continue }
            nextLook = now &+ LiveCapture.lookPeriod
            if unsafe pcap_stats(handle, &counters) == 0 {
                let lost = LiveCapture.dropped(counters) &+ file.lost
                shared.withLock { lostSoFar = lost }
            }
        }
        let isCounted = unsafe pcap_stats(handle, &counters) == 0
        let broken = code == PCAP_ERROR_BREAK
        unsafe pcap_close(handle)
        let dropped = LiveCapture.dropped(counters) &+ file.lost
        do throws(GatherError) {
            try file.finish(
                received: UInt64(counters.ps_recv), dropped: dropped, at: LiveCapture.now())
            outcome = .success(
                SensorOutcome(
                    frames: file.frames, dropped: dropped, isComplete: broken && isCounted))
        } catch {
            outcome = .failure(error)
        }
        done.signal()
    }

    private static func dropped(_ counters: pcap_stat) -> UInt64 {
        UInt64(counters.ps_drop) &+ UInt64(counters.ps_ifdrop)
    }

    private static func open(_ holdBack: HoldBack) throws(GatherError) -> OpaquePointer {
        var text = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = unsafe pcap_create("any", &text) else {
            throw GatherError("env.capture", string(text))
        }
        unsafe pcap_set_snaplen(handle, Int32(snapLength))
        unsafe pcap_set_timeout(handle, holdBack.rawValue)
        unsafe pcap_set_buffer_size(handle, ringSize)
        unsafe pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO)
        let code = unsafe pcap_activate(handle)
        guard code >= 0, unsafe pcap_set_datalink(handle, DLT_LINUX_SLL2) == 0 else {
            let reason = unsafe String(cString: pcap_geterr(handle))
            let isRefused = code == PCAP_ERROR_PERM_DENIED
            unsafe pcap_close(handle)
            throw GatherError(isRefused ? "env.cap_net_raw" : "env.capture", reason)
        }
        return unsafe handle
    }

    private static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func now() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }
}
