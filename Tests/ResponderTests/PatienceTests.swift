internal import NIOCore
internal import NIOEmbedded
internal import NIOHTTP1
internal import Testing
internal import Wire

@testable internal import Responder

/// Connections end that do nothing; the clock is the test's own.
struct PatienceTests {
    private let peer: Endpoint
    private let state: ResponderState

    init() throws {
        peer = Endpoint(try Scene.address("192.0.2.1"), port: 5)
        state = try ResponderState(
            try Scene.configuration(), key: try #require(Ed25519Key.generate()))
    }

    private func connect(_ handler: some ChannelHandler) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(handler)
        try channel.connect(to: try SocketAddress(ipAddress: "192.0.2.1", port: 5)).wait()
        return channel
    }

    @Test func silenceEndsAConnection() throws {
        let channel = try connect(StreamHandler(DNSService(state: state), .dnsTCP, peer))
        channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func aByteNowAndThenKeepsNoConnection() throws {
        let channel = try connect(StreamHandler(DNSService(state: state), .dnsTCP, peer))
        for byte: UInt8 in [0, 200, 1, 2, 3] {
            try channel.writeInbound(ByteBuffer(bytes: [byte]))
            channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        }
        #expect(!channel.isActive)
    }

    @Test func anAnswerRenewsTheWait() throws {
        let channel = try connect(StreamHandler(DNSService(state: state), .dnsTCP, peer))
        let query = try #require(DNSOverTCP.framed(try Lookup.query("leak.test")))
        for _ in 0..<5 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(9))
            try channel.writeInbound(ByteBuffer(bytes: query))
            #expect(try channel.readOutbound(as: ByteBuffer.self) != nil)
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(10))
        #expect(!channel.isActive)
    }

    @Test func halfARequestKeepsNoConnection() throws {
        let service = HTTPService(state: state, service: .http)
        let channel = try connect(HTTPHandler(service, peer))
        channel.embeddedEventLoop.advanceTime(by: .seconds(29))
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/whoami")
        try channel.writeInbound(HTTPServerRequestPart.head(head))
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    /// A megabyte has a minute more, and so long a reader may take it.
    @Test func aLongAnswerMayTakeItsTime() throws {
        let run = try #require(RunLabel("long"))
        for _ in 0..<10_000 {
            state.runs.add(
                Row(
                    at: Timestamp(nanoseconds: 1), service: .canaryUDP,
                    name: String(repeating: "a", count: 32), from: peer), to: run)
        }
        let service = HTTPService(state: state, service: .http)
        let channel = try connect(HTTPHandler(service, peer))
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/run/long")
        try channel.writeInbound(HTTPServerRequestPart.head(head))
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .seconds(90))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(90))
        #expect(!channel.isActive)
    }
}
