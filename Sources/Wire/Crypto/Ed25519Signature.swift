/// A signature made with an Ed25519 key (RFC 8032).
public struct Ed25519Signature: Hashable, Sendable, CustomStringConvertible {
    /// Bytes of a signature.
    public static let length = 64
    /// Characters of a signature as text.
    public static let textLength = 86

    /// The signature as RFC 8032 encodes it.
    public let bytes: [UInt8]

    /// A signature from its bytes; nil if they are not 64.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Ed25519Signature.length else { return nil }
        self.bytes = bytes
    }

    /// Reads the text that `description` writes; nil for any other.
    public init?(_ text: some StringProtocol) {
        guard let bytes = Base64URL.bytes(of: text.utf8) else { return nil }
        self.init(bytes: bytes)
    }

    /// The signature as base64 for URLs, 86 characters.
    public var description: String { Base64URL.text(of: bytes) }
}

extension Ed25519Key {
    /// Signs an answer of the responder for the run that asked; nil if libcrypto refuses.
    /// - Parameters:
    ///   - body: The answer's bytes as they are sent.
    ///   - run: The run that the answer is for; nil if the asker named none.
    public func signature(ofAnswer body: [UInt8], for run: RunLabel?) -> Ed25519Signature? {
        signature(of: signedBytes(body, run))
    }
}

extension Ed25519PublicKey {
    /// Whether an answer was signed by the responder with this key, for this run.
    /// - Parameters:
    ///   - signature: What came with the answer.
    ///   - body: The answer's bytes as they were received.
    ///   - run: The run that asked; nil if it was not named.
    public func verifies(
        _ signature: Ed25519Signature, ofAnswer body: [UInt8], for run: RunLabel?
    ) -> Bool {
        verifies(signature, of: signedBytes(body, run))
    }
}

/// What is signed: a line that no other use of a key begins with, the run, and the body. A run has
/// no line feed, so no two pairs of run and body give the same bytes.
private func signedBytes(_ body: [UInt8], _ run: RunLabel?) -> [UInt8] {
    Array("watertight responder 1\n\(run?.text ?? "")\n".utf8) + body
}
