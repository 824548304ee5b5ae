internal import CShims
internal import Glibc
internal import Wire

/// A netlink socket in the namespace of the thread that opened it.
struct NetlinkSocket: ~Copyable {
    /// The kernel fills datagrams of up to 32 KiB; twice as much is never cut.
    private static var datagramSize: Int { 64 << 10 }
    /// Dumps that are begun anew because the machine changed meanwhile.
    private static var mostAttempts: Int { 10 }

    let descriptor: Int32

    private var sequence: UInt32 = 0
    private var buffer = [UInt8](repeating: 0, count: NetlinkSocket.datagramSize)

    /// Opens a socket that listens to some groups, given as bits.
    init(_ netlinkProtocol: Int32, groups: UInt32 = 0) throws(HostError) {
        descriptor = socket(
            AF_NETLINK, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), netlinkProtocol)
        guard descriptor >= 0 else { throw HostError(.refused, subject: "netlink", number: errno) }
        // The kernel then refuses what it does not understand, in place of ignoring it, and says so
        // (SOL_NETLINK, NETLINK_GET_STRICT_CHK, NETLINK_EXT_ACK). An old one answers loosely.
        for option: Int32 in [12, 11] {
            var one: Int32 = 1
            unsafe setsockopt(descriptor, 270, option, &one, socklen_t(MemoryLayout<Int32>.size))
        }
        // A lost answer must not hang us.
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        var address = sockaddr_nl(
            nl_family: sa_family_t(AF_NETLINK), nl_pad: 0, nl_pid: 0, nl_groups: groups)
        let length = socklen_t(MemoryLayout<sockaddr_nl>.size)
        let bound = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, length)
            }
        }
        guard bound == 0 else { throw HostError(.refused, subject: "netlink", number: errno) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Asks, and makes a row of each message of the answer; a message that cannot be understood
    /// makes it throw. `family` leaves out the rows of other families, which an old kernel mixes in.
    mutating func rows<Row>(
        _ request: NetlinkRequest, of subject: String, family: IPFamily? = nil,
        _ row: (RawSpan, Range<Int>) -> Row?
    ) throws(HostError) -> [Row] {
        for _ in 0..<NetlinkSocket.mostAttempts {
            var rows: [Row] = []
            var isDamaged = false
            let ending = try exchange(request, of: subject) { bytes, payload in
                if let family, !payload.isEmpty, bytes.u8(payload.lowerBound) != family.number {
                    return
                }
                if let row = row(bytes, payload) { rows.append(row) } else { isDamaged = true }
            }
            switch ending {
            case .complete where isDamaged:
                throw HostError(
                    .damaged, subject: subject, reason: "A row of the kernel's cannot be read.")
            case .complete: return rows
            case .interrupted: continue
            case .refused(let number, _):
                throw HostError(.refused, subject: subject, number: number)
            }
        }
        throw HostError(
            .restless, subject: subject, reason: "It changed whenever it was being read.")
    }

    /// How an answer ended.
    enum Ending {
        case complete
        /// The machine changed meanwhile, so rows may be missing.
        case interrupted
        /// With the number of an error, and whether it is about how we asked.
        case refused(Int32, isOurs: Bool)
    }

    /// Asks, and hands over the payload of each message of the answer. What goes `behind` another request is
    /// sent in one piece with it, whose own answer is not waited for.
    mutating func exchange(
        _ request: NetlinkRequest, behind first: NetlinkRequest? = nil, of subject: String,
        _ body: (RawSpan, Range<Int>) -> Void
    ) throws(HostError) -> Ending {
        let before = first?.bytes(sequence: sequence) ?? []
        sequence &+= 1
        let message = before + request.bytes(sequence: sequence)
        let sent = unsafe message.withUnsafeBytes {
            unsafe send(descriptor, $0.baseAddress, $0.count, 0)
        }
        guard sent == message.count else {
            throw HostError(.refused, subject: subject, number: errno)
        }
        var wasInterrupted = false
        while true {
            let count: Int
            switch try receive(subject) {
            case .datagram(let length): count = length
            case .nothing: throw HostError(.refused, subject: subject, number: ETIMEDOUT)
            case .overrun: throw HostError(.refused, subject: subject, number: ENOBUFS)
            }
            let bytes = unsafe buffer.span.bytes.extracting(0..<count)
            var messages = NetlinkMessages()
            while let message = messages.next(in: bytes) {
                guard message.sequence == sequence else { continue }
                wasInterrupted = wasInterrupted || message.wasInterrupted
                switch message.type {
                case NetlinkMessage.done, NetlinkMessage.error:
                    guard message.payload.count >= 4 else { throw NetlinkSocket.damaged(subject) }
                    let number = Int32(bitPattern: bytes.host32(message.payload.lowerBound))
                    // Error numbers are below zero.
                    if number != 0 {
                        return .refused(
                            number == .min ? EINVAL : abs(number), isOurs: message.isExplained)
                    }
                    return wasInterrupted ? .interrupted : .complete
                case request.answer:
                    body(bytes, message.payload)
                    if !request.isDump { return .complete }
                default: continue
                }
            }
            guard !messages.isMalformed else { throw NetlinkSocket.damaged(subject) }
        }
    }

    /// What came in.
    enum Arrival {
        /// So many bytes.
        case datagram(Int)
        /// Nothing of the kernel's for a while.
        case nothing
        /// The kernel dropped messages that we did not fetch in time.
        case overrun
    }

    /// Fetches the next datagram of the kernel's into the buffer.
    mutating func receive(_ subject: String) throws(HostError) -> Arrival {
        while true {
            var sender = sockaddr_nl()
            var length = socklen_t(MemoryLayout<sockaddr_nl>.size)
            let count = unsafe withUnsafeMutablePointer(to: &sender) { sender in
                unsafe sender.withMemoryRebound(to: sockaddr.self, capacity: 1) { sender in
                    unsafe buffer.withUnsafeMutableBytes {
                        unsafe recvfrom(
                            descriptor, $0.baseAddress, $0.count, Int32(MSG_TRUNC), sender,
                            &length)
                    }
                }
            }
            if count < 0 {
                switch errno {
                case EINTR: continue
                case EAGAIN: return .nothing
                case ENOBUFS: return .overrun
                default: throw HostError(.refused, subject: subject, number: errno)
                }
            }
            // Anybody may send to a netlink socket; the kernel's number is 0.
            guard sender.nl_pid == 0 else { continue }
            guard count <= buffer.count else { throw NetlinkSocket.damaged(subject) }
            return .datagram(count)
        }
    }

    /// What was received last.
    func withBytes(_ count: Int, _ body: (RawSpan) -> Void) {
        unsafe body(buffer.span.bytes.extracting(0..<min(count, buffer.count)))
    }

    private static func damaged(_ subject: String) -> HostError {
        HostError(.damaged, subject: subject, reason: "The kernel's answer cannot be read.")
    }
}
