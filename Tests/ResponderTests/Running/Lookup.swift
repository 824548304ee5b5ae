internal import Testing
internal import Wire

/// A DNS query, and its answer as Wire's own reader sees it.
struct Lookup {
    /// The bytes of a query.
    static func query(
        _ name: String, _ type: UInt16 = DNSType.a, id: UInt16 = 7, class: UInt16 = 1,
        edns: [DNSOption]? = [], size: UInt16 = 1_232, flags: UInt32 = 0
    ) throws -> [UInt8] {
        var writer = DNSWriter(id: id, flags: 0x0100)
        let name = name == "." ? .root : try #require(DNSWireName(name))
        let isAsked = writer.write(question: name, type: type, class: `class`)
        #expect(isAsked)
        if let edns {
            let isExtended = writer.write(
                .additional, .root, timeToLive: flags, .options(largestDatagram: size, edns))
            #expect(isExtended)
        }
        return writer.bytes
    }

    let bytes: [UInt8]
    let message: DNSMessage
    /// `SECTION TYPE VALUE` of each record but OPT.
    private(set) var records: [String] = []
    /// The TTL field of OPT; nil without one.
    private(set) var edns: UInt32?

    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        let message = try #require(unsafe DNSMessage(bytes.span.bytes))
        self.message = message
        var records: [String] = []
        var edns: UInt32?
        let isWhole = unsafe message.visitRecords(in: bytes.span.bytes) { record, section in
            let span = unsafe bytes.span.bytes
            if record.type == DNSType.opt {
                edns = record.timeToLive
                return
            }
            let value = record.address(in: span)?.description ?? record.target(in: span)?.raw
            records.append("\(section) \(record.type) \(value ?? "-")")
        }
        #expect(isWhole)
        self.records = records
        self.edns = edns
    }

    /// The name of the question, as it came back.
    var question: String? {
        unsafe message.firstQuestion(in: bytes.span.bytes)?.name(in: bytes.span.bytes)?.raw
    }

    var subnet: DNSClientSubnet? { unsafe message.clientSubnet(in: bytes.span.bytes) }

    var code: UInt8 { message.responseCode }

    /// Whether the zone's own server speaks (AA).
    var isAuthoritative: Bool { message.flags & 0x0400 != 0 }

    /// The strings of the first TXT record.
    var strings: [[UInt8]] {
        var strings: [[UInt8]] = []
        unsafe message.visitAnswers(in: bytes.span.bytes) { record in
            guard record.type == DNSType.txt, strings.isEmpty else { return }
            var rest = bytes[record.data]
            while let length = rest.first {
                strings.append(Array(rest.dropFirst().prefix(Int(length))))
                rest = rest.dropFirst(1 + Int(length))
            }
        }
        return strings
    }
}
