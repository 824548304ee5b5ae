internal import Glibc
internal import Testing
internal import Wire

@testable internal import Evidence

/// What the tap of any interface would send through a pipe, made up: pcapng of the link type
/// LINUX_SLL2.
struct MadeStream {
    /// The interfaces, in order; their descriptions are their roles.
    var interfaces: [(name: String, description: String?)] = [
        ("eth0", "underlay"), ("wg0", "tunnel"), ("lo", "loopback"),
    ]
    private var writer = PcapngWriter()
    private var count: UInt64 = 0

    /// The beginning of the stream.
    mutating func head() -> [UInt8] {
        var bytes: [UInt8] = []
        writer.writeSection(into: &bytes)
        for (name, description) in interfaces {
            writer.writeInterface(
                name: name, description: description, linkType: LinkType.linuxSLL2.rawValue,
                into: &bytes)
        }
        return bytes
    }

    /// A frame of Ethernet as the tap shows it, a millisecond behind the one before.
    mutating func frame(
        _ frame: [UInt8], at interface: UInt16 = 0, isSent: Bool = true
    ) -> [UInt8] {
        count += 1
        // Protocol, reserved, interface, ARPHRD, packet type, address of six bytes.
        let header: [UInt8] =
            frame[12..<14] + [0, 0] + FrameBuilder.bytes(UInt32(interface) + 1)
            + FrameBuilder.bytes(UInt16(interface == 1 ? 65_534 : 1)) + [isSent ? 4 : 0, 6]
            + frame[6..<12] + [0, 0]
        let cooked = header + frame[14...]
        var bytes: [UInt8] = []
        unsafe writer.writeFrame(
            cooked.span.bytes,
            FrameRecord(
                time: LiveRecording.start + count * 1_000_000,
                originalLength: UInt32(cooked.count), interface: interface, number: 0),
            into: &bytes)
        return bytes
    }

    /// Both directions of the tunnel's own traffic, and a look-up inside.
    mutating func tunnel() -> [UInt8] {
        let entry = Specimen.entry
        return frame(Specimen.sent.udp(Specimen.address, 41_000, entry, 51_820, [4, 0, 0, 0]))
            + frame(
                Specimen.received.udp(entry, 51_820, Specimen.address, 41_000, [4, 0, 0, 0]),
                isSent: false)
            + frame(
                Specimen.sent.udp(
                    Specimen.inner, 40_000, IPAddress(v4: 0x0a40_0001), 53, MadeStream.question),
                at: 1)
    }

    /// A question for the A record of www.example.com.
    static let question: [UInt8] =
        [0x1f, 0x2e, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3] + Array("www".utf8) + [7]
        + Array("example".utf8) + [3] + Array("com".utf8) + [0, 0, 1, 0, 1]

    /// A look-up that leaves outside, from this port.
    static func lookUp(port: UInt16 = 40_001) -> [UInt8] {
        Specimen.sent.udp(Specimen.address, port, IPAddress(v4: 0xc0a8_3201), 53, question)
    }

    /// The analysis of every stream here.
    static let analysis: StreamAnalysis = {
        var analysis = StreamAnalysis(
            allowance: Allowance(outer: [OuterFlow("203.0.113.10:51820,udp")].compactMap { $0 }))
        analysis.ownAddresses = [Specimen.address]
        return analysis
    }()

    /// A whole stream in a file that nobody else sees, open for reading.
    static func file(_ bytes: [UInt8]) throws -> Int32 {
        let descriptor = unsafe open("/tmp", O_RDWR | __O_TMPFILE | O_DIRECTORY, 0o600)
        try #require(descriptor >= 0)
        #expect(unsafe write(descriptor, bytes, bytes.count) == bytes.count)
        lseek(descriptor, 0, SEEK_SET)
        return descriptor
    }

    /// Sends pieces through a pipe, each once what came before was looked at, and gives the looks.
    ///
    /// The first piece that the other end has not looked at yet is sent when a look says so; so
    /// whatever a look shows was told while the stream went on.
    static func looks(
        _ pieces: [[UInt8]]
    ) throws -> (looks: [StreamLook], recording: Recording) {
        var ends: [Int32] = [-1, -1]
        #expect(unsafe pipe(&ends) == 0)
        var rest = pieces[...]
        func send() {
            guard let piece = rest.popFirst() else {
                close(ends[1])
                return
            }
            #expect(unsafe write(ends[1], piece, piece.count) == piece.count)
        }
        send()
        var looks: [StreamLook] = []
        let recording = try analysis.run(from: ends[0]) { look in
            looks.append(look)
            send()
        }
        return (looks, recording)
    }
}
