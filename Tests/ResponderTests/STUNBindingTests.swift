internal import Responder
internal import Testing
internal import Wire

/// STUN Binding over real sockets, read with Wire's own reader.
struct STUNBindingTests {
    private static let request = STUNWriter(
        .request, transactionHigh: 0x0102_0304, transactionLow: 0x0506_0708_090a_0b0c)

    private func endpoint(_ bytes: [UInt8]) -> STUNEndpoint? {
        unsafe STUNMessage(bytes.span.bytes)?.reflexiveEndpoint(in: bytes.span.bytes)
    }

    @Test(arguments: [Service.stunUDP, .stunTCP])
    func theAskersAddressIsTold(_ service: Service) throws {
        let scene = try Scene()
        let client = try scene.client(service)
        try client.send(Self.request.bytes)
        let answer = try client.receive { $0.count >= 32 }
        let message = try #require(unsafe STUNMessage(answer.span.bytes))
        #expect(message.class == .success && message.transactionLow == 0x0506_0708_090a_0b0c)
        #expect(answer.count == 32)
        #expect(
            endpoint(answer)
                == STUNEndpoint(address: try Scene.address("127.0.0.1"), port: client.port))
    }

    @Test func theTransactionIsRemembered() throws {
        let scene = try Scene()
        let client = try scene.client(.stunUDP)
        _ = try client.ask(Self.request.bytes)
        let text = try scene.http("/stun/0102030405060708090A0b0c").text
        #expect(text.contains(#""kind":"stun","id":"0102030405060708090a0b0c""#))
        #expect(text.contains(#""address":"127.0.0.1","port":\#(client.port),"transport":"udp""#))
        #expect(try scene.http("/stun/ffffffffffffffffffffffff").text.hasSuffix(#""rows":[]}"#))
    }

    @Test func aFingerprintIsAnsweredWithOne() throws {
        let scene = try Scene()
        var request = Self.request
        request.writeFingerprint()
        let answer = try scene.client(.stunUDP).ask(request.bytes)
        let message = try #require(unsafe STUNMessage(answer.span.bytes))
        #expect(answer.count == 40)
        #expect(unsafe STUNFingerprint.state(of: message, in: answer.span.bytes) == .right)
        #expect(endpoint(answer) != nil)
    }

    @Test func unknownAttributesAreTold() throws {
        let scene = try Scene()
        // PRIORITY must be understood, SOFTWARE need not, USERNAME is known.
        let attributes: [UInt8] =
            [0, 0x24, 0, 4, 1, 2, 3, 4, 0x80, 0x22, 0, 2, 65, 66, 0, 0, 0, 6, 0, 1, 65, 0, 0, 0]
        var request = Self.request.bytes + attributes
        request[3] = UInt8(attributes.count)
        let answer = try scene.client(.stunUDP).ask(request)
        let message = try #require(unsafe STUNMessage(answer.span.bytes))
        #expect(message.class == .error && endpoint(answer) == nil)
        #expect(answer.suffix(16) == [0, 9, 0, 4, 0, 0, 4, 20, 0, 10, 0, 2, 0, 0x24, 0, 0])
        #expect(answer.count <= 3 * request.count)
    }
}
