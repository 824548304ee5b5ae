internal import Glibc
internal import Wire

/// The pcapng file that captured frames go into, as they come and unparsed.
///
/// One interface block stands for each interface that a frame was seen at, written when its first
/// frame comes. All have the link type LINUX_SLL2, since libpcap refuses files whose interfaces
/// differ in it. Once there is no room for more, whole frames stand in it and the others are counted.
final class FrameFile {
    /// What the file may take of the disk; a pipe takes all that comes.
    struct Room {
        /// Bytes of the file at the most: a minute of what a gigabit tunnel leaves after it was cut.
        var most: UInt64 = 2 << 30
        /// Bytes that stay free for what is written when the run ends: manifest, answers and reports.
        var reserve: UInt64 = 8 << 20
    }

    /// Bytes held back before they are written.
    private static let most = 256 << 10
    /// The registered number of LINUX_SLL2.
    private static let linkType: UInt16 = 276
    /// Most interfaces of a file that can be read again.
    private static let mostInterfaces = 255

    /// Frames that were written.
    private(set) var frames: UInt64 = 0
    /// Frames that could not be told apart: shorter than a header, or of one interface too many.
    private(set) var lost: UInt64 = 0
    /// Frames for which there was no room on the disk.
    private(set) var unwritten: UInt64 = 0
    /// When the last frame was captured, in nanoseconds since the UNIX epoch.
    private(set) var last: UInt64 = 0

    private let descriptor: Int32
    private let room: Room
    private var writer = PcapngWriter()
    private var bytes: [UInt8] = []
    /// Frames among the bytes that are held back.
    private var held: UInt64 = 0
    /// Bytes on the disk, which end behind a whole block.
    private var size: UInt64 = 0
    private var interfaces: [UInt32: UInt16] = [:]
    private var isFull = false
    private let describe: (UInt32, String) -> String?

    /// Begins the file behind a descriptor, which stays the caller's; `describe` is asked for the
    /// description of each interface.
    init(
        _ descriptor: Int32, tool: String, room: Room,
        describe: @escaping (UInt32, String) -> String?
    ) {
        self.descriptor = descriptor
        self.room = room
        self.describe = describe
        bytes.reserveCapacity(FrameFile.most * 2)
        writer.writeSection(application: tool, into: &bytes)
    }

    /// Makes the block of an interface before any of its frames, so that a silent one is there too.
    func declare(_ index: UInt32, name: String) {
        guard interfaces[index] == nil,
            writer.interfaceCount < FrameFile.mostInterfaces
        else { return }
        interfaces[index] = writer.writeInterface(
            name: name, description: describe(index, name), linkType: FrameFile.linkType,
            snapLength: LiveCapture.snapLength, into: &bytes)
    }

    /// Makes new blocks for interfaces before their next frames.
    func forget(_ indexes: Set<UInt32>) {
        for index in indexes { interfaces[index] = nil }
    }

    /// Adds a frame that begins with the SLL2 header that libpcap made for it.
    func add(_ frame: RawSpan, originalLength: UInt32, at time: UInt64) {
        last = time
        guard frame.byteCount >= 20 else {
            lost &+= 1
            return
        }
        guard !isFull else {
            unwritten &+= 1
            return
        }
        // The header's second word is the index of the interface (LINKTYPE_LINUX_SLL2).
        let index = frame.be32(4)
        if interfaces[index] == nil { declare(index, name: FrameFile.name(of: index)) }
        guard let interface = interfaces[index] else {
            lost &+= 1
            return
        }
        writer.writeFrame(
            frame,
            FrameRecord(
                time: time, originalLength: originalLength, interface: interface, number: 0),
            into: &bytes)
        held &+= 1
        if bytes.count >= FrameFile.most { flush() }
    }

    /// Writes what is held back, so that a reader sees all frames so far.
    func flush() {
        if !isFull, held > 0, !hasRoom { isFull = true }
        if !isFull, !write() {
            isFull = true
            // The rest of a block is worth nothing; what stood there leaves room for the manifest.
            _ = ftruncate(descriptor, off_t(clamping: size))
        }
        if isFull {
            unwritten &+= held
        } else {
            frames &+= held
            size &+= UInt64(bytes.count)
        }
        held = 0
        bytes.removeAll(keepingCapacity: true)
    }

    /// Ends the file with what the tap has lost; false if any of it may not be on the disk.
    func finish(received: UInt64, dropped: UInt64, at time: UInt64) -> Bool {
        flush()
        for interface in 0..<writer.interfaceCount {
            // There is one tap for all interfaces: what it lost may have been anybody's.
            writer.writeStatistics(
                interface: interface, time: time, received: interface == 0 ? received : nil,
                droppedBySystem: interface == 0 ? dropped : 0, into: &bytes)
        }
        flush()
        // A pipe cannot be synced, and need not be.
        return !isFull && (fsync(descriptor) == 0 || errno == EINVAL)
    }

    /// Whether what is held back leaves the others their share of the disk.
    private var hasRoom: Bool {
        var disk = statvfs()
        guard unsafe fstatvfs(descriptor, &disk) == 0, disk.f_blocks > 0 else { return true }
        guard size &+ UInt64(bytes.count) <= room.most else { return false }
        let free = UInt64(disk.f_bavail).multipliedReportingOverflow(by: UInt64(disk.f_frsize))
        return free.overflow || free.partialValue >= room.reserve &+ UInt64(bytes.count)
    }

    private func write() -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// The name that an interface has now; one that has gone already is told by its number.
    private static func name(of index: UInt32) -> String {
        var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
        guard unsafe if_indextoname(index, &name) != nil else { return "if\(index)" }
        return String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
