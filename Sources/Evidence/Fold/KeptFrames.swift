/// Bytes of single frames, kept for names and notes while there is room; the counts need none.
struct KeptFrames: ~Copyable {
    /// Room for frames that may hold the start of a handshake, whose name can change the cause.
    private static var helloRoom: Int { 2 << 20 }
    /// Room for frames that a finding shows as examples.
    private static var noteRoom: Int { 1 << 20 }
    /// Most frames kept as examples.
    private static var mostNotes: Int { 1 << 13 }
    /// Most frames kept for their handshakes: opening a QUIC Initial costs as much as folding three
    /// hundred frames, and a ClientHello that is whole in one segment needs no keeping.
    private static var mostHellos: Int { 1 << 9 }
    /// Bytes kept of a note: headers and a name.
    static var noteLength: Int { 512 }
    /// Bytes kept of a frame with a handshake: a ClientHello with post-quantum keys has about 1900.
    static var helloLength: Int { 4096 }
    /// Notes of one flow; a finding shows ten frames, usually of several flows.
    static var notesPerFlow: UInt8 { 10 }
    /// Handshake frames of one flow: a ClientHello spans two or three.
    static var hellosPerFlow: UInt8 { 4 }

    /// A frame, by what is needed to read it again.
    struct Frame: BitwiseCopyable {
        var row: UInt32
        var start: UInt32
        var length: UInt32
        var originalLength: UInt32
        var number: UInt64
        var time: UInt64
        var interface: UInt8
        var isHello: Bool
    }

    private var bytes = FixedBuffer<UInt8>(zeroed: KeptFrames.helloRoom + KeptFrames.noteRoom)
    private var list = FixedBuffer<Frame>(
        zeroed: KeptFrames.mostNotes + KeptFrames.mostHellos)
    private(set) var count = 0
    private var held = 0
    private var helloBytes = 0
    private var noteBytes = 0
    /// Frames kept for their handshakes.
    private(set) var hellos = 0
    /// Flows whose handshake goes on in the next segments, by the low bits of the host's port.
    private(set) var openHellos: UInt64 = 0

    /// Whether there is no room for another frame of a kind.
    @inline(__always) func isFull(forHello: Bool) -> Bool {
        forHello
            ? hellos == KeptFrames.mostHellos
                || helloBytes &+ KeptFrames.helloLength > KeptFrames.helloRoom
            : count &- hellos == KeptFrames.mostNotes
                || noteBytes &+ KeptFrames.noteLength > KeptFrames.noteRoom
    }

    /// Keeps the start of a frame.
    mutating func keep(_ frame: RawSpan, _ entry: Frame) {
        guard !isFull(forHello: entry.isHello) else { return }
        let most = entry.isHello ? KeptFrames.helloLength : KeptFrames.noteLength
        let length = min(frame.byteCount, most)
        bytes.copy(frame.extracting(0..<length), to: held)
        var entry = entry
        entry.start = UInt32(truncatingIfNeeded: held)
        entry.length = UInt32(truncatingIfNeeded: length)
        list[count] = entry
        count &+= 1
        held &+= length
        if entry.isHello {
            hellos &+= 1
            helloBytes &+= length
        } else {
            noteBytes &+= length
        }
    }

    /// Gives up what was kept as examples, so that there is room for others.
    mutating func forgetNotes() {
        let all = count
        (count, held, noteBytes) = (0, 0, 0)
        for index in 0..<all where list[index].isHello {
            var entry = list[index]
            // Frames stand in the order of their bytes, so what is moved lies behind its place.
            for offset in 0..<Int(entry.length) {
                bytes[held &+ offset] = bytes[Int(entry.start) &+ offset]
            }
            entry.start = UInt32(truncatingIfNeeded: held)
            list[count] = entry
            held &+= Int(entry.length)
            count &+= 1
        }
    }

    /// Leaves no room for further examples.
    mutating func close() { noteBytes = KeptFrames.noteRoom }

    /// Marks that a flow's handshake goes on, or does no more.
    mutating func setOpen(_ isOpen: Bool, port: UInt16) {
        let bit: UInt64 = 1 << UInt64(port & 63)
        if isOpen { openHellos |= bit } else { openHellos &= ~bit }
    }

    /// The frame at an index below `count`.
    subscript(index: Int) -> Frame { list[index] }

    /// The bytes of a frame.
    func bytes(of frame: Frame) -> [UInt8] {
        (0..<Int(frame.length)).map { bytes[Int(frame.start) + $0] }
    }
}

extension FixedBuffer where Element == UInt8 {
    /// Copies bytes to `offset` on.
    mutating func copy(_ source: RawSpan, to offset: Int) {
        precondition(offset >= 0 && offset <= count && source.byteCount <= count - offset)
        unsafe source.withUnsafeBytes { raw in
            guard let from = raw.baseAddress else { return }
            unsafe UnsafeMutableRawPointer(start + offset).copyMemory(
                from: from, byteCount: raw.count)
        }
    }
}
