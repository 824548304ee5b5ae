/// The responder's answer to a canary: `WTSEEN RUN ID ADDRESS PORT SIGNATURE`, one line.
public struct CanaryReceipt: Hashable, Sendable {
    /// The canary that arrived.
    public let canary: CanaryLine
    /// The address that it came from.
    public let address: IPAddress
    /// The port that it came from.
    public let port: UInt16

    /// An answer to a canary from this address and port.
    public init(to canary: CanaryLine, address: IPAddress, port: UInt16) {
        self.canary = canary
        self.address = address
        self.port = port
    }

    /// What is signed: the line up to the blank before the signature.
    public var body: [UInt8] {
        Array("WTSEEN \(canary.run) \(canary.id) \(address) \(port)".utf8)
    }

    /// Bytes of the whole line.
    public var lineLength: Int { body.count + Ed25519Signature.textLength + 2 }

    /// The whole line with its end; nil if libcrypto refuses to sign.
    public func line(signedWith key: Ed25519Key) -> [UInt8]? {
        key.signature(ofAnswer: body, for: canary.run).map { body + Array(" \($0)\n".utf8) }
    }

    /// Reads a line and looks whether this key signed it; nil if it is no answer or did not.
    public init?(_ line: [UInt8], signedWith key: Ed25519PublicKey) {
        let bytes = unsafe line.span.bytes
        // The longest line is 192 bytes long, see CanaryLine.mostCharacters.
        guard bytes.byteCount <= 3 * CanaryLine.longest, bytes.byteCount > 0,
            bytes.u8(bytes.byteCount &- 1) == 10, CanaryLine.startsWith("WTSEEN ", in: bytes)
        else { return nil }
        var words: [Range<Int>] = []
        var at = 7
        while let word = CanaryLine.word(in: bytes, from: at, to: bytes.byteCount &- 1) {
            words.append(word)
            at = word.upperBound &+ 1
        }
        func text(_ index: Int) -> String {
            String(decoding: [UInt8](bytes, words[index]), as: UTF8.self)
        }
        guard words.count == 5, let run = RunLabel(in: bytes, words[0]),
            let canary = CanaryLine(run: run, id: text(1)), let address = IPAddress(text(2)),
            let port = UInt16(text(3)), let signature = Ed25519Signature(text(4))
        else { return nil }
        self.init(to: canary, address: address, port: port)
        // The body is written anew: what is not written that way was not signed either.
        guard line.starts(with: body + [0x20]), body.count == words[4].lowerBound - 1,
            key.verifies(signature, ofAnswer: body, for: run)
        else { return nil }
    }
}
