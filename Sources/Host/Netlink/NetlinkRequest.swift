internal import Wire

/// A question to the kernel.
struct NetlinkRequest {
    /// All rows, or one answer.
    let isDump: Bool
    /// The number of the question; the answer's rows have the number `answer`.
    let type: UInt16
    let answer: UInt16

    private let flags: UInt16
    /// The fixed part and the attributes.
    private(set) var payload: [UInt8]

    /// A question whose fixed part is `header`.
    init(_ type: UInt16, answer: UInt16, isDump: Bool = true, header: [UInt8]) {
        self.type = type
        self.answer = answer
        self.isDump = isDump
        // NLM_F_REQUEST, and NLM_F_ROOT | NLM_F_MATCH for all rows.
        flags = isDump ? 0x301 : 1
        payload = header
    }

    /// A change, which is acknowledged and not answered.
    init(_ type: UInt16, flags: UInt16, header: [UInt8]) {
        self.type = type
        self.flags = flags
        // NLMSG_NOOP: no row has this number.
        answer = 1
        isDump = false
        payload = header
    }

    /// Adds an attribute.
    mutating func add(_ number: UInt16, _ value: [UInt8]) {
        payload.append(host: UInt16(truncatingIfNeeded: 4 + value.count))
        payload.append(host: number)
        payload += value
        payload += [UInt8](repeating: 0, count: (4 - value.count & 3) & 3)
    }

    /// Adds a number as an attribute.
    mutating func add(_ number: UInt16, _ value: UInt32) {
        var bytes: [UInt8] = []
        bytes.append(host: value)
        add(number, bytes)
    }

    /// The whole message.
    func bytes(sequence: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(host: UInt32(truncatingIfNeeded: NetlinkMessage.headerSize + payload.count))
        bytes.append(host: type)
        bytes.append(host: flags)
        bytes.append(host: sequence)
        bytes.append(host: UInt32(0))
        return bytes + payload
    }
}

extension [UInt8] {
    /// Adds a number in this machine's own byte order.
    mutating func append(host number: some FixedWidthInteger) {
        var number = number
        unsafe Swift.withUnsafeBytes(of: &number) { unsafe append(contentsOf: $0) }
    }
}
