internal import FoundationEssentials
internal import Wire

/// A row as the kernel lists it, to be handed back to it: a fixed part, and attributes.
struct NetlinkRow: Hashable, Codable {
    /// The bytes of the fixed part.
    var header: [UInt8]
    /// The attributes in their order, without the flags that the kernel does not ask for.
    var attributes: [Attribute]

    /// One attribute.
    struct Attribute: Hashable {
        var number: UInt16
        var value: [UInt8]
    }

    /// Takes a payload apart; nil if it is damaged.
    init?(_ bytes: RawSpan, _ payload: Range<Int>, header size: Int) {
        guard payload.count >= size, payload.upperBound <= bytes.byteCount else { return nil }
        func copy(_ range: Range<Int>) -> [UInt8] { range.map { bytes.u8($0) } }
        header = copy(payload.lowerBound..<payload.lowerBound + size)
        attributes = []
        var walk = NetlinkAttributes(payload.lowerBound + size..<payload.upperBound)
        while let (number, value) = walk.next(in: bytes) {
            attributes.append(Attribute(number: number, value: copy(value)))
        }
        if walk.isMalformed { return nil }
    }

    init(header: [UInt8], attributes: [Attribute] = []) {
        self.header = header
        self.attributes = attributes
    }

    /// The value of an attribute.
    subscript(_ number: UInt16) -> [UInt8]? {
        attributes.first { $0.number == number }?.value
    }

    /// The row without some attributes.
    func without(_ numbers: UInt16...) -> NetlinkRow {
        NetlinkRow(
            header: header, attributes: attributes.filter { !numbers.contains($0.number) })
    }

    /// The number of 32 bits at a place of the fixed part, in this machine's byte order; 0 outside.
    func number(at offset: Int) -> UInt32 {
        NetlinkRow.number(header.dropFirst(offset).prefix(4)) ?? 0
    }

    /// Puts a number of 32 bits at a place of the fixed part.
    mutating func put(_ number: UInt32, at offset: Int) {
        guard offset >= 0, offset + 4 <= header.count else { return }
        var bytes: [UInt8] = []
        bytes.append(host: number)
        header.replaceSubrange(offset..<offset + 4, with: bytes)
    }

    /// A number of four bytes in this machine's byte order; nil for another length.
    static func number(_ bytes: some Collection<UInt8>) -> UInt32? {
        guard bytes.count == 4 else { return nil }
        let little = bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return UInt32(littleEndian: little)
    }

    /// Asks the kernel for a change with it.
    func send(_ type: UInt16, flags: UInt16, of subject: String) throws(HostError) -> Int32? {
        var request = NetlinkRequest(type, flags: flags, header: header)
        for attribute in attributes { request.add(attribute.number, attribute.value) }
        var socket = try NetlinkSocket(NetlinkRow.routing)
        let ending = try socket.exchange(request, of: subject) { _, _ in }
        guard case .refused(let number, _) = ending else { return nil }
        return number
    }

    /// NETLINK_ROUTE.
    private static let routing: Int32 = 0
    /// NLM_F_REQUEST and NLM_F_ACK.
    static let change: UInt16 = 0x5
    /// The same with NLM_F_CREATE and NLM_F_EXCL: only if it is not there yet.
    static let create: UInt16 = 0x605
    /// The same with NLM_F_CREATE and NLM_F_REPLACE: in place of what is there.
    static let replace: UInt16 = 0x505
    /// The same with NLM_F_CREATE and NLM_F_APPEND: behind those that are like it.
    static let append: UInt16 = 0xc05

    /// The attributes as they stand in a message.
    private var bytes: [UInt8] {
        var request = NetlinkRequest(0, flags: 0, header: header)
        for attribute in attributes { request.add(attribute.number, attribute.value) }
        return request.payload
    }

    init(from decoder: any Decoder) throws {
        var fields = try decoder.unkeyedContainer()
        let size = try fields.decode(Int.self)
        let text = try fields.decode(String.self)
        guard size >= 0, let data = Data(base64Encoded: text),
            let row = [UInt8](data).withRow(header: size)
        else {
            throw DecodingError.dataCorruptedError(in: fields, debugDescription: "no row")
        }
        self = row
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.unkeyedContainer()
        try fields.encode(header.count)
        try fields.encode(Data(bytes).base64EncodedString())
    }
}

extension [UInt8] {
    /// The row of a message's payload; nil if it is damaged.
    fileprivate func withRow(header size: Int) -> NetlinkRow? {
        unsafe NetlinkRow(span.bytes, 0..<count, header: size)
    }
}
