internal import Responder
internal import Testing
internal import Wire

/// What the responder says is signed, so an exit can withhold it and not change it.
struct SignatureTests {
    @Test func aForgedAnswerDoesNotVerify() throws {
        let scene = try Scene()
        let key = scene.responder.publicKey
        _ = try scene.client(.dnsUDP).ask(try Lookup.query("c1.run-1.leak.test"))
        let answer = try scene.http("/run/run-1")
        #expect(answer.isSigned(with: key, for: "run-1"))
        let text = try #require(answer.headers["watertight-signature"])
        let signature = try #require(Ed25519Signature(text))
        let run = RunLabel("run-1")
        for index in answer.body.indices {
            var forged = answer.body
            forged[index] ^= 1
            #expect(!key.verifies(signature, ofAnswer: forged, for: run))
        }
        #expect(!key.verifies(signature, ofAnswer: answer.body + [10], for: run))
        // The answer to another run, or to none, is not the answer to this one.
        #expect(!key.verifies(signature, ofAnswer: answer.body, for: RunLabel("run-2")))
        #expect(!key.verifies(signature, ofAnswer: answer.body, for: nil))
        let other = try #require(Ed25519Key.generate()).publicKey
        #expect(!other.verifies(signature, ofAnswer: answer.body, for: run))
    }

    @Test func everyBodyThatMattersIsSigned() throws {
        let scene = try Scene()
        let key = scene.responder.publicKey
        #expect(try scene.http("/").isSigned(with: key))
        #expect(try scene.http("/whoami").isSigned(with: key))
        #expect(try scene.http("/whoami?run=run-1").isSigned(with: key, for: "run-1"))
        #expect(try scene.http("/run/run-1").isSigned(with: key, for: "run-1"))
        #expect(try scene.http("/c/run-1/a").isSigned(with: key, for: "run-1"))
        #expect(try scene.http("/stun/000000010000000000000002").isSigned(with: key))
        #expect(try scene.http("/key").text == "\(key)\n")
    }

    @Test(arguments: ["whoami.leak.test", "WhoAmI.run-1.leak.test", "whoami.once.RUN-1.leak.test"])
    func textRecordsAreSigned(_ name: String) throws {
        let scene = try Scene()
        let client = try scene.client(.dnsTCP)
        let subnet = DNSClientSubnet(try #require(IPPrefix("198.51.100.0/24")))
        let query = try Lookup.query(name, DNSType.txt, edns: [DNSOption(subnet)], flags: 0x8000)
        try client.send(try #require(DNSOverTCP.framed(query)))
        let bytes = try client.receive { bytes in
            unsafe DNSOverTCP(bytes.span.bytes)?.isWhole ?? false
        }
        let strings = try Lookup(Array(bytes.dropFirst(2))).strings
        try #require(strings.count == 2)
        let body = String(decoding: strings[0], as: UTF8.self)
        let words = body.split(separator: " ")
        try #require(words.count == 8)
        #expect(
            words[..<6] == [
                "address=127.0.0.1", "port=\(client.port)", "transport=tcp", "ecs=198.51.100.0/24",
                "edns_size=1232", "do=true",
            ])
        #expect(words[6].hasPrefix("at=") && Timestamp(String(words[6].dropFirst(3))) != nil)
        // In the letters that arrived.
        #expect(words[7] == "name=\(name)")
        let text = String(decoding: strings[1], as: UTF8.self)
        #expect(text.hasPrefix("signature="))
        let signature = try #require(Ed25519Signature(text.dropFirst(10)))
        let run = name == "whoami.leak.test" ? nil : RunLabel("run-1")
        let key = scene.responder.publicKey
        #expect(key.verifies(signature, ofAnswer: strings[0], for: run))
    }

    /// What is longer than a string holds goes on in the next one, and is signed as a whole.
    @Test func aLongTextIsSignedAsAWhole() throws {
        let scene = try Scene()
        let client = try scene.client(.dnsTCP)
        let label = String(repeating: "z", count: 60)
        // Bytes that are no letters are spelt with four.
        let query = try Lookup.query("whoami.\(label).run-1.leak.test", DNSType.txt)
            .map { $0 == UInt8(ascii: "z") ? 1 : $0 }
        try client.send(try #require(DNSOverTCP.framed(query)))
        let bytes = try client.receive { bytes in
            unsafe DNSOverTCP(bytes.span.bytes)?.isWhole ?? false
        }
        let strings = try Lookup(Array(bytes.dropFirst(2))).strings
        try #require(strings.count == 3)
        #expect(strings[0].count == 255)
        let text = String(decoding: strings[2], as: UTF8.self)
        let signature = try #require(Ed25519Signature(text.dropFirst(10)))
        #expect(
            scene.responder.publicKey.verifies(
                signature, ofAnswer: strings[0] + strings[1], for: RunLabel("run-1")))
    }

    @Test(arguments: [Service.canaryUDP, .canaryTCP])
    func canariesAreSeenAndSigned(_ service: Service) throws {
        let scene = try Scene()
        let client = try scene.client(service)
        let run = try #require(RunLabel("run-1"))
        let canary = try #require(CanaryLine(run: run, id: "7f.a_B-"))
        try client.send(service == .canaryUDP ? canary.datagram : canary.line)
        let line = try client.receive { $0.last == 10 }
        let key = scene.responder.publicKey
        let receipt = try #require(CanaryReceipt(line, signedWith: key))
        #expect(receipt.canary == canary && receipt.port == client.port)
        #expect(receipt.address == IPAddress("127.0.0.1"))
        let rows = try scene.rows(of: "run-1").rows
        #expect(rows.map(\.id) == ["7f.a_B-"] && rows.map(\.kind) == ["canary"])
        #expect(rows.map(\.port) == [client.port])
    }

    /// Three times 14 bytes have no room for a signature: remembered, not answered.
    @Test func aShortCanaryIsRememberedOnly() throws {
        let scene = try Scene()
        let client = try scene.client(.canaryUDP)
        let run = try #require(RunLabel("run-1"))
        try client.send(Array("WTCANARY run-1 short".utf8))
        let canary = try #require(CanaryLine(run: run, id: "full"))
        let line = try client.ask(canary.datagram)
        #expect(line.count <= 3 * canary.datagram.count)
        let receipt = CanaryReceipt(line, signedWith: scene.responder.publicKey)
        #expect(receipt?.canary.id == "full")
        #expect(try scene.rows(of: "run-1").rows.map(\.id) == ["short", "full"])
    }
}
