/// The header of a DNS message (RFC 1035, 4.1.1); mDNS, LLMNR and NBNS share its form.
@frozen public struct DNSMessage: Hashable, Sendable {
    /// Bytes of the header.
    public static let headerLength = 12

    /// The identifier that ties an answer to its question.
    public let id: UInt16
    /// The flags word: QR, opcode, AA, TC, RD, RA, Z, AD, CD, response code.
    public let flags: UInt16
    /// Entries that the question section claims to have.
    public let questionCount: UInt16
    /// Records that the answer section claims to have.
    public let answerCount: UInt16
    /// Records that the authority section claims to have.
    public let authorityCount: UInt16
    /// Records that the additional section claims to have.
    public let additionalCount: UInt16

    /// Reads the header; nil if it is cut. Nothing behind the header is checked.
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= DNSMessage.headerLength else { return nil }
        id = bytes.be16(0)
        flags = bytes.be16(2)
        questionCount = bytes.be16(4)
        answerCount = bytes.be16(6)
        authorityCount = bytes.be16(8)
        additionalCount = bytes.be16(10)
    }

    /// Whether this is a response (QR).
    public var isResponse: Bool { flags & 0x8000 != 0 }
    /// The kind of query: 0 is a standard query.
    public var opcode: UInt8 { UInt8(flags >> 11 & 15) }
    /// Whether the answer did not fit (TC).
    public var isTruncated: Bool { flags & 0x0200 != 0 }
    /// Whether the asker wants the server to ask on (RD).
    public var recursionDesired: Bool { flags & 0x0100 != 0 }
    /// The response code without its EDNS extension: 0 no error, 3 no such name.
    public var responseCode: UInt8 { UInt8(flags & 15) }

    /// The first question; nil if there is none or it is malformed or cut.
    @inline(never) public func firstQuestion(in bytes: RawSpan) -> DNSQuestion? {
        guard questionCount > 0 else { return nil }
        return DNSQuestion(in: bytes, at: DNSMessage.headerLength)
    }

    /// Calls `visit` with each question in order; false if one is malformed or cut.
    @inline(never) @discardableResult public func visitQuestions(
        in bytes: RawSpan, _ visit: (DNSQuestion) -> Void
    ) -> Bool {
        var at = DNSMessage.headerLength
        for _ in 0..<questionCount {
            guard let question = DNSQuestion(in: bytes, at: at) else { return false }
            visit(question)
            at = question.end
        }
        return true
    }
}

extension DNSMessage {
    /// Whether these bytes are a DNS query, on whatever port: strict enough that random bytes are
    /// not (the header alone fixes 63 bits).
    ///
    /// Asked for: QR, opcode, Z and response code zero; one question, no answer, no authority, at
    /// most two additional records; a well-formed uncompressed name; type 1 to 260 or from 32768;
    /// class IN, CH or ANY; nothing left over.
    /// - Parameters:
    ///   - bytes: The message without a TCP length prefix.
    ///   - isCut: Whether the capture holds less of the message than was sent; then the additional
    ///     records may be missing, but not the question.
    ///   - multicast: Whether to allow the unicast-response bit of mDNS in the class.
    @inlinable @inline(__always) public static func looksLikeQuery(
        _ bytes: RawSpan, isCut: Bool = false, multicast: Bool = false
    ) -> Bool {
        // 17: header, root name, type and class.
        guard bytes.byteCount >= 17, bytes.be16(2) & 0xf84f == 0,
            bytes.be64(4) &- 0x0001_0000_0000_0000 <= 2
        else { return false }
        return isWholeQuery(bytes, isCut: isCut, multicast: multicast)
    }

    @usableFromInline @inline(never) static func isWholeQuery(
        _ bytes: RawSpan, isCut: Bool, multicast: Bool
    ) -> Bool {
        guard let question = DNSQuestion(in: bytes, at: headerLength),
            1...260 ~= question.type || question.type >= 32_768
        else { return false }
        let mask: UInt16 = multicast ? 0x7fff : 0xffff
        switch question.class & mask {
        case 1, 3, 255: break
        default: return false
        }
        var at = question.end
        for _ in 0..<bytes.be16(10) {
            guard let record = DNSRecord(in: bytes, at: at) else { return isCut }
            at = record.end
        }
        return at == bytes.byteCount
    }
}
