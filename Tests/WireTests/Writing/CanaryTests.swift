internal import HostileBytes
internal import Testing
internal import Wire

/// Canaries in plain text, and the answers to them.
struct CanaryTests {
    private func line(_ text: String) -> CanaryLine? { read(Array(text.utf8)) { CanaryLine($0) } }

    @Test(arguments: [
        ("WTCANARY run id", "run", "id"), ("WTCANARY run id\n", "run", "id"),
        ("WTCANARY run id\r\n", "run", "id"),
        ("WTCANARY RUN-1 a.B_c-9 and more", "run-1", "a.B_c-9"),
        ("WTCANARY run id ", "run", "id"),
    ])
    func aCanaryIsRead(_ text: String, _ run: String, _ id: String) throws {
        let canary = try #require(line(text))
        #expect(canary.run.text == run && canary.id == id)
    }

    @Test(arguments: [
        "", "\n", "WTCANARY", "WTCANARY run", "WTCANARY run ", "WTCANARY run id\n\n",
        "wtcanary run id", " WTCANARY run id", "WTCANARY  run id", "WTCANARY run  id",
        "WTCANARY r.n id", "WTCANARY run i:d", "WTCANARY run id\r", "WTCANARY run id \t",
        "WTCANARY run id é",
    ])
    func anythingElseIsNot(_ text: String) {
        #expect(line(text) == nil)
    }

    @Test func lengthsAreBounded() throws {
        let run = try #require(RunLabel(String(repeating: "r", count: 32)))
        #expect(RunLabel(String(repeating: "r", count: 33)) == nil && RunLabel("") == nil)
        let id = String(repeating: "i", count: 18)
        let canary = try #require(CanaryLine(run: run, id: id))
        #expect(CanaryLine(run: run, id: id + "i") == nil)
        #expect(line("WTCANARY \(run) \(id)i") == nil)
        #expect(canary.line.count <= CanaryLine.longest)
        #expect(canary.datagram.count == CanaryLine.longest)
        #expect(line("WTCANARY run id " + String(repeating: ".", count: 48)) != nil)
        #expect(line("WTCANARY run id " + String(repeating: ".", count: 49)) == nil)
        for bytes in [canary.datagram, canary.line] {
            #expect(read(bytes) { CanaryLine($0) } == canary)
        }
    }

    /// Whatever is asked, the answer to a datagram that is filled up has three times its size.
    @Test func everyReceiptFits() throws {
        let key = try #require(Ed25519Key.generate())
        let run = try #require(RunLabel(String(repeating: "r", count: 32)))
        let canary = try #require(CanaryLine(run: run, id: String(repeating: "i", count: 18)))
        let address = try #require(IPAddress("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"))
        let receipt = CanaryReceipt(to: canary, address: address, port: 65_535)
        let line = try #require(receipt.line(signedWith: key))
        #expect(line.count == receipt.lineLength && line.count <= 3 * canary.datagram.count)
        #expect(CanaryReceipt(line, signedWith: key.publicKey) == receipt)
    }

    @Test func aChangedReceiptIsRefused() throws {
        let key = try #require(Ed25519Key.generate())
        let run = try #require(RunLabel("run"))
        let canary = try #require(CanaryLine(run: run, id: "id"))
        let address = try #require(IPAddress("192.0.2.1"))
        let receipt = CanaryReceipt(to: canary, address: address, port: 5)
        let line = try #require(receipt.line(signedWith: key))
        for index in line.indices {
            for change: UInt8 in [1, 0x20, 0x80] {
                var forged = line
                forged[index] ^= change
                #expect(CanaryReceipt(forged, signedWith: key.publicKey) == nil)
            }
            #expect(CanaryReceipt(Array(line[..<index]), signedWith: key.publicKey) == nil)
        }
        // The same meaning in other words was not signed.
        let text = String(decoding: line, as: UTF8.self)
        for (old, new) in [(" 5 ", " 05 "), ("192.0.2.1", "::ffff:192.0.2.1"), (" run ", " RUN ")] {
            let other = Array(text.replacing(old, with: new).utf8)
            #expect(CanaryReceipt(other, signedWith: key.publicKey) == nil)
        }
    }
}
