/// Writes one DNS message: a query or an answer (RFC 1035, 4.1).
///
/// The question comes first, then the records, section by section. A name that ends as the
/// question's name does is written as a pointer into it. What does not fit is left out whole.
public struct DNSWriter: Sendable {
    /// The message so far.
    public private(set) var bytes: [UInt8]

    /// Most bytes of the message; what is written already stays.
    public var limit: Int

    private var question: DNSWireName?
    private var questionEnd = DNSMessage.headerLength

    /// An empty message.
    /// - Parameters:
    ///   - id: The identifier that ties an answer to its question.
    ///   - flags: QR, opcode, AA, TC, RD, RA, Z, AD, CD, response code.
    public init(id: UInt16, flags: UInt16) {
        bytes = []
        // Nearly every message is shorter.
        bytes.reserveCapacity(512)
        limit = 65_535
        for word in [id, flags, 0, 0, 0, 0] { append(word) }
    }

    /// Writes the question, letters in the case given; false if it does not fit or is not the first.
    public mutating func write(question name: DNSWireName, type: UInt16, class: UInt16 = 1) -> Bool
    {
        guard bytes.count == DNSMessage.headerLength, name.bytes.count + 4 <= limit - bytes.count
        else { return false }
        bytes += name.bytes
        append(type)
        append(`class`)
        count(at: 4)
        question = name
        questionEnd = bytes.count
        return true
    }

    /// Writes a record; false, and nothing written, if it does not fit or its section is over.
    public mutating func write(
        _ section: DNSRecord.Section, _ name: DNSWireName, timeToLive: UInt32,
        _ data: DNSRecordValue
    ) -> Bool {
        let offset = DNSWriter.countOffset(section)
        // The counts of later sections, of which there are none behind the last.
        for later in stride(from: offset + 2, through: 10, by: 2) {
            guard bytes[later] == 0, bytes[later + 1] == 0 else { return false }
        }
        let start = bytes.count
        append(name)
        append(data.type)
        append(data.class)
        append(UInt16(truncatingIfNeeded: timeToLive >> 16))
        append(UInt16(truncatingIfNeeded: timeToLive))
        let lengthOffset = bytes.count
        append(0)
        append(data)
        let length = bytes.count - lengthOffset - 2
        guard bytes.count <= min(limit, 65_535), length <= 65_535 else {
            bytes.removeSubrange(start...)
            return false
        }
        bytes[lengthOffset] = UInt8(truncatingIfNeeded: length >> 8)
        bytes[lengthOffset + 1] = UInt8(truncatingIfNeeded: length)
        count(at: offset)
        return true
    }

    /// Takes all records back and sets TC: the asker shall come again over TCP (RFC 2181, 9).
    public mutating func truncate() {
        bytes.removeSubrange(questionEnd...)
        for at in 6..<DNSMessage.headerLength { bytes[at] = 0 }
        bytes[2] |= 2
    }

    /// Sets AA: the answer comes from the zone's own server.
    public mutating func setAuthoritative() { bytes[2] |= 4 }

    /// Sets the response code, 0 to 15.
    public mutating func set(responseCode: UInt8) {
        bytes[3] = bytes[3] & 0xf0 | responseCode & 15
    }

    private static func countOffset(_ section: DNSRecord.Section) -> Int {
        switch section {
        case .answer: 6
        case .authority: 8
        case .additional: 10
        }
    }

    /// One more in the count at an offset; a message of 65 535 bytes has fewer than 65 536 records.
    private mutating func count(at offset: Int) {
        let value = UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
        bytes[offset] = UInt8(truncatingIfNeeded: (value &+ 1) >> 8)
        bytes[offset + 1] = UInt8(truncatingIfNeeded: value &+ 1)
    }

    private mutating func append(_ word: UInt16) {
        bytes.append(UInt8(truncatingIfNeeded: word >> 8))
        bytes.append(UInt8(truncatingIfNeeded: word))
    }

    private mutating func append(_ name: DNSWireName) {
        guard let question else {
            bytes += name.bytes
            return
        }
        // The longest end that both names share: the first label boundary from which the rest of
        // this name is an ancestor of the question's.
        var rest = name
        while let parent = rest.parent {
            if let depth = question.prefixLength(above: rest) {
                bytes += name.bytes.prefix(name.bytes.count - rest.bytes.count)
                append(UInt16(0xc000 | DNSMessage.headerLength + depth))
                return
            }
            rest = parent
        }
        bytes += name.bytes
    }

    private mutating func append(_ data: DNSRecordValue) {
        switch data {
        case .address(let address):
            if !address.isIPv4 {
                for half in [address.high, address.low] { bytes += FrameBuilder.bytes(half) }
            } else {
                bytes += FrameBuilder.bytes(address.v4)
            }
        case .nameServer(let name): append(name)
        case .text(let strings):
            for string in strings {
                let string = string.prefix(255)
                bytes.append(UInt8(truncatingIfNeeded: string.count))
                bytes += string
            }
        case .authority(let authority):
            append(authority.primary)
            append(authority.mailbox)
            let numbers = [
                authority.serial, authority.refresh, authority.retry, authority.expire,
                authority.minimum,
            ]
            for number in numbers { bytes += FrameBuilder.bytes(number) }
        case .options(_, let options):
            for option in options {
                append(option.code)
                append(UInt16(truncatingIfNeeded: option.value.count))
                bytes += option.value.prefix(65_535)
            }
        }
    }
}
