internal import CPcap
internal import CShims
internal import Foundation
public import Gather
internal import Glibc
internal import Synchronization
public import Wire

/// Captures every interface of a network namespace into a pcapng file or a pipe, until it is stopped.
///
/// One tap sees all interfaces, also those that appear while it runs, and tells who sent each frame.
/// Nothing that was captured is parsed here. The settings are those of TPACKET_V3 without immediate
/// mode: no loss was measured with them at 500 000 packets per second.
@safe public final class LiveCapture: Sensor, @unchecked Sendable {
    /// Bytes kept of a frame: all of it (libpcap's `MAXIMUM_SNAPLEN`).
    static let snapLength: UInt32 = 262_144

    /// How a tap is set up; a run takes the defaults.
    struct Settings {
        /// Bytes of the kernel's ring: a burst of a hundred thousand small frames. It has 256 blocks, and the
        /// kernel ends one as soon as it has held a frame back for long enough: frames that come in slowly
        /// fill the ring in 256 times that.
        var ringSize: Int32 = 64 << 20
        /// What the file may take.
        var room = FrameFile.Room()
    }

    /// How long the kernel may hold frames back: 1/256 of the time for which a tap may be kept from taking any.
    public enum HoldBack: Int32, Sendable {
        /// 10 ms, for a run that ends in seconds and waits for its last frames; 2.5 s without a processor are
        /// survived.
        case short = 10
        /// 100 ms, for a watch of hours and for a drill, which keeps the machine busy: a person who is told so
        /// soon does not notice, both processes wake ten times a second at the most, and 25 s without a
        /// processor are survived.
        case long = 100

        /// Looks without a frame after which nothing is held back any more. The kernel hands a frame
        /// over within two; a busy machine is late.
        fileprivate var quietLooks: Int { self == .short ? 5 : 3 }
    }

    /// Least time between two looks at what was lost, in nanoseconds: a second is soon enough for
    /// people, and costs one system call.
    private static let lookPeriod: UInt64 = 1_000_000_000
    /// Frames taken at a time: the wish to stop is heard in between, however many come.
    private static let most: Int32 = 4096

    private let holdBack: HoldBack
    private let handle: OpaquePointer
    private let file: FrameFile
    /// When it was asked to stop, in nanoseconds since the UNIX epoch; 0 before.
    private let stopping = Atomic<UInt64>(0)
    private let done = DispatchSemaphore(value: 0)
    private var outcome = SensorOutcome(frames: 0, dropped: 0, isComplete: false)
    /// Guards the two below.
    private let shared = NSLock()
    private var lostSoFar: UInt64 = 0
    private var changed: Set<UInt32> = []

    /// Opens the tap in the calling thread's network namespace and starts to capture.
    ///
    /// Frames are seen from the moment this returns. `descriptor` must stay open until `stop`.
    /// `interfaces` are declared at once, by index and name, so that silent ones stand in the file.
    /// Of UDP packets from and to the `ends`, which are the tunnel's, only the start is kept. `describe`
    /// gives each interface its description when it is declared, also one that appears later; it is
    /// called on the capture's thread.
    public convenience init(
        to descriptor: Int32, tool: String, interfaces: [(index: UInt32, name: String)],
        ends: [(address: IPAddress, port: UInt16)] = [], holdBack: HoldBack = .short,
        describe: @escaping @Sendable (UInt32, String) -> String? = { _, _ in nil }
    ) throws(GatherError) {
        try self.init(
            to: descriptor, tool: tool, interfaces: interfaces, ends: ends, holdBack: holdBack,
            settings: Settings(), describe: describe)
    }

    init(
        to descriptor: Int32, tool: String, interfaces: [(index: UInt32, name: String)],
        ends: [(address: IPAddress, port: UInt16)], holdBack: HoldBack = .short,
        settings: Settings,
        describe: @escaping @Sendable (UInt32, String) -> String? = { _, _ in nil }
    ) throws(GatherError) {
        unsafe handle = try LiveCapture.open(settings, holdBack, SnapFilter(cutting: ends))
        self.holdBack = holdBack
        file = FrameFile(descriptor, tool: tool, room: settings.room, describe: describe)
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
    /// Frames that were sent before are taken first, however many the kernel still holds.
    public func stop() -> SensorOutcome {
        stopping.store(Session.now, ordering: .releasing)
        done.wait()
        return outcome
    }

    private func loop() {
        let isWhole = takeAll()
        var counters = pcap_stat()
        let isCounted = unsafe pcap_stats(handle, &counters) == 0
        unsafe pcap_close(handle)
        let dropped = LiveCapture.dropped(counters) &+ file.lost
        let isWritten = file.finish(
            received: UInt64(counters.ps_recv), dropped: dropped, at: Session.now)
        outcome = SensorOutcome(
            frames: file.frames, dropped: dropped, unwritten: file.unwritten,
            isComplete: isWhole && isCounted && isWritten)
        done.signal()
    }

    /// Takes frames until it is asked to stop and all that came before is taken; false if the tap ended
    /// by itself.
    private func takeAll() -> Bool {
        var isIdle = false
        var quietLooks = 0
        var nextLook: UInt64 = 0
        while true {
            if isIdle {
                var waiting = pollfd(
                    fd: unsafe pcap_get_selectable_fd(handle), events: Int16(POLLIN), revents: 0)
                _ = unsafe poll(&waiting, 1, holdBack.rawValue)
            }
            let end = stopping.load(ordering: .acquiring)
            let count = take()
            guard count >= 0 else { return false }
            // Whoever reads the file sees what has come so far, and a killed process leaves it.
            if count > 0 { file.flush() }
            file.forget(shared.withLock { exchange(&changed, with: []) })
            look(next: &nextLook)
            isIdle = count == 0
            guard end > 0 else { continue }
            quietLooks = isIdle ? quietLooks + 1 : 0
            // The ring is in order: behind a frame of later there is none of before.
            if file.last >= end || quietLooks > holdBack.quietLooks { return true }
        }
    }

    /// Looks at what was lost, if it is time.
    private func look(next: inout UInt64) {
        let now = Session.now
        guard now >= next else { return }
        next = now &+ LiveCapture.lookPeriod
        var counters = pcap_stat()
        guard unsafe pcap_stats(handle, &counters) == 0 else { return }
        let lost = LiveCapture.dropped(counters) &+ file.lost &+ file.unwritten
        shared.withLock { lostSoFar = lost }
    }

    private static func dropped(_ counters: pcap_stat) -> UInt64 {
        UInt64(counters.ps_drop) &+ UInt64(counters.ps_ifdrop)
    }

    /// Takes what the kernel has handed over; how many frames that were, or an error of libpcap.
    private func take() -> Int32 {
        let context = unsafe Unmanaged.passUnretained(file).toOpaque()
            .assumingMemoryBound(to: u_char.self)
        return unsafe pcap_dispatch(
            handle, LiveCapture.most,
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
    }

    private static func open(
        _ settings: Settings, _ holdBack: HoldBack, _ filter: SnapFilter
    ) throws(GatherError) -> OpaquePointer {
        var text = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = unsafe pcap_create("any", &text) else {
            throw GatherError("env.capture", string(text))
        }
        unsafe pcap_set_snaplen(handle, Int32(snapLength))
        unsafe pcap_set_timeout(handle, holdBack.rawValue)
        unsafe pcap_set_buffer_size(handle, settings.ringSize)
        unsafe pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO)
        let code = unsafe pcap_activate(handle)
        guard code >= 0, unsafe pcap_set_datalink(handle, DLT_LINUX_SLL2) == 0,
            unsafe pcap_setnonblock(handle, 1, &text) == 0
        else {
            let reason = unsafe String(cString: pcap_geterr(handle))
            let isRefused = code == PCAP_ERROR_PERM_DENIED
            unsafe pcap_close(handle)
            throw GatherError(isRefused ? "env.cap_net_raw" : "env.capture", reason)
        }
        // A kernel that refuses the filter keeps whole frames.
        _ = unsafe filter.instructions.withUnsafeBytes {
            unsafe wt_attach_filter(
                pcap_fileno(handle), $0.baseAddress, UInt16(clamping: filter.instructions.count))
        }
        return unsafe handle
    }

    private static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
