internal import Gather
internal import Glibc
internal import Wire

/// The pcapng file that captured frames go into, as they come and unparsed.
///
/// One interface block stands for each interface that a frame was seen at, written when its first
/// frame comes. All have the link type LINUX_SLL2, since libpcap refuses files whose interfaces
/// differ in it. A fault of writing is kept, and what follows it is lost and counted.
final class FrameFile {
    /// Bytes held back before they are written.
    private static let most = 256 << 10
    /// The registered number of LINUX_SLL2.
    private static let linkType: UInt16 = 276
    /// Most interfaces of a file that can be read again.
    private static let mostInterfaces = 255

    /// Frames that were written.
    private(set) var frames: UInt64 = 0
    /// Frames that could not be written, for want of room on the disk or among the interfaces.
    private(set) var lost: UInt64 = 0

    private let descriptor: Int32
    private var writer = PcapngWriter()
    private var bytes: [UInt8] = []
    private var interfaces: [UInt32: UInt16] = [:]
    private var fault: Int32 = 0
    private let describe: (UInt32, String) -> String?

    /// Begins the file behind a descriptor, which stays the caller's; `describe` is asked for the
    /// description of each interface.
    init(_ descriptor: Int32, tool: String, describe: @escaping (UInt32, String) -> String?) {
        self.descriptor = descriptor
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
        // The header's second word is the index of the interface (LINKTYPE_LINUX_SLL2).
        guard frame.byteCount >= 20, fault == 0 else {
            lost &+= 1
            return
        }
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
        frames &+= 1
        if bytes.count >= FrameFile.most { flush() }
    }

    /// Writes what is held back, so that a reader sees all frames so far.
    func flush() {
        var sent = 0
        while fault == 0, sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            if count > 0 { sent += count } else { fault = count < 0 ? errno : EIO }
        }
        bytes.removeAll(keepingCapacity: true)
    }

    /// Ends the file with what the tap has lost; throws if anything could not be written.
    func finish(received: UInt64, dropped: UInt64, at time: UInt64) throws(GatherError) {
        for interface in 0..<writer.interfaceCount {
            // There is one tap for all interfaces: what it lost may have been anybody's.
            writer.writeStatistics(
                interface: interface, time: time, received: interface == 0 ? received : nil,
                droppedBySystem: interface == 0 ? dropped : 0, into: &bytes)
        }
        flush()
        if fault == 0, fsync(descriptor) != 0, errno != EINVAL { fault = errno }
        guard fault == 0 else {
            let why = unsafe strerror(fault).map { unsafe String(cString: $0) } ?? "error \(fault)"
            throw GatherError("env.unwritable", "The evidence could not be written: \(why).")
        }
    }

    /// The name that an interface has now; one that has gone already is told by its number.
    private static func name(of index: UInt32) -> String {
        var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
        guard unsafe if_indextoname(index, &name) != nil else { return "if\(index)" }
        return String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
