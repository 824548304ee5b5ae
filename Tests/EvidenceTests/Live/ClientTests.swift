internal import Testing
internal import Wire

@testable internal import Evidence

/// The client is whoever holds the sockets of the tunnel's own packets, and its calls are read.
struct ClientTests {
    private static let anywhere = IPAddress(v4: 0)

    /// A socket that was there throughout; nobody holds it without a process.
    private static func socket(
        _ kind: SocketSighting.Kind = .udp, local: IPAddress = anywhere, port: UInt16,
        to remote: IPAddress? = nil, _ remotePort: UInt16 = 0, process: Int32? = nil
    ) -> SocketSighting {
        var one = SocketSighting(
            kind, local: local, port: port, remote: remote, port: remotePort,
            at: LiveRecording.start)
        one.user = 0
        one.inode = process.map { UInt64($0) }
        one.process = process
        one.name = process.map { OutsideText("client\($0)") }
        return one
    }

    /// A run whose uplink's machine sends a request in clear text from port 40000.
    private static func recording(
        _ sockets: [SocketSighting]?, target: String? = "/connect?exit=7"
    ) throws -> Recording {
        var live = LiveRecording()
        live.sockets = sockets?.enumerated().map { index, one in
            var one = one
            one.number = index + 1
            return one
        }
        if let target {
            let frame = Specimen.sent.tcp(
                Specimen.address, 40_000, Specimen.server, 80,
                Array("GET \(target) HTTP/1.1\r\nHost: d\r\n\r\n".utf8), acknowledgement: 1,
                flags: 0x18)
            live.frames = [(0, 1, EtherType.ipv4, Array(frame.dropFirst(14)))]
        }
        return try live.recording()
    }

    private static let holder = socket(port: 51_820, process: 7)
    private static func call(_ process: Int32) -> SocketSighting {
        socket(
            .tcp, local: Specimen.address, port: 40_000, to: Specimen.server, 80, process: process)
    }

    @Test func theClientsOwnCallIsRead() throws {
        let recording = try Self.recording([Self.holder, Self.call(7)])
        #expect(recording.clients.map(\.process) == [7])
        #expect(!recording.isTunnelOfKernel && recording.unattributedStrays == 0)
        #expect(recording.ledger.tally(.callNamesNode, stage: 0).packets == 1)
        #expect(
            recording.ledger.destinations(of: .callNamesNode, stage: 0).map(\.port) == [80])
    }

    @Test func theCallOfAnotherProgramIsNot() throws {
        let recording = try Self.recording([Self.holder, Self.call(8)])
        #expect(recording.clients.map(\.process) == [7])
        #expect(recording.ledger.tally(.callNamesNode, stage: 0).isEmpty)
        #expect(recording.unattributedStrays == 0)
    }

    @Test func whatNobodyWasSeenToSendIsUnattributed() throws {
        let recording = try Self.recording([Self.holder])
        #expect(recording.unattributedStrays == 1)
        #expect(recording.ledger.tally(.callNamesNode, stage: 0).isEmpty)
    }

    @Test func aSocketWithoutProcessAndFileIsTheKernels() throws {
        let kernel = try Self.recording([Self.socket(port: 51_820)], target: nil)
        #expect(kernel.isTunnelOfKernel && kernel.clients.isEmpty)
        // Somebody has a file of this one, and was not found.
        var hidden = Self.socket(port: 51_820)
        hidden.inode = 99
        let unknown = try Self.recording([hidden], target: nil)
        #expect(!unknown.isTunnelOfKernel && unknown.clients.isEmpty)
        // This one was gone before anybody looked.
        var gone = Self.socket(port: 51_820)
        gone.user = nil
        #expect(try !Self.recording([gone], target: nil).isTunnelOfKernel)
    }

    @Test func whoHasAnotherSocketIsNoClient() throws {
        var ours = Self.socket(port: 51_820, process: 9)
        ours.isOurs = true
        let others = [
            Self.socket(port: 51_821, process: 1), Self.socket(.tcp, port: 51_820, process: 2),
            Self.socket(port: 51_820, to: Specimen.server, 51_820, process: 3), ours,
        ]
        let recording = try Self.recording(others, target: nil)
        #expect(recording.clients.isEmpty && !recording.isTunnelOfKernel)
        #expect(try Self.recording(nil).clients.isEmpty)
    }
}
