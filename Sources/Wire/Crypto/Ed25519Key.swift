internal import CCrypto

/// An Ed25519 key pair (RFC 8032), from libcrypto.
public struct Ed25519Key: Sendable {
    /// Bytes of the secret seed.
    public static let seedLength = 32

    /// The half that everybody may know.
    public let publicKey: Ed25519PublicKey
    /// The secret that the pair follows from.
    public let seed: [UInt8]

    private let handle: LibcryptoKey

    /// The pair that follows from a seed; nil if the seed has another length or libcrypto refuses.
    public init?(seed: [UInt8]) {
        guard seed.count == Ed25519Key.seedLength,
            let key = unsafe EVP_PKEY_new_raw_private_key(ed25519, nil, seed, seed.count)
        else { return nil }
        let handle = unsafe LibcryptoKey(owning: key)
        var bytes = [UInt8](repeating: 0, count: Ed25519PublicKey.length)
        var count = bytes.count
        guard unsafe EVP_PKEY_get_raw_public_key(handle.pointer, &bytes, &count) == 1,
            count == bytes.count, let publicKey = Ed25519PublicKey(bytes: bytes)
        else { return nil }
        self.handle = handle
        self.publicKey = publicKey
        self.seed = seed
    }

    /// A new pair from libcrypto's random numbers; nil if it has none to give.
    public static func generate() -> Ed25519Key? {
        var seed = [UInt8](repeating: 0, count: seedLength)
        guard unsafe RAND_bytes(&seed, CInt(seedLength)) == 1 else { return nil }
        return Ed25519Key(seed: seed)
    }

    /// Signs a message; nil if libcrypto refuses.
    public func signature(of message: [UInt8]) -> Ed25519Signature? {
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        defer { unsafe EVP_MD_CTX_free(context) }
        var bytes = [UInt8](repeating: 0, count: Ed25519Signature.length)
        var count = bytes.count
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, handle.pointer) == 1,
            unsafe EVP_DigestSign(context, &bytes, &count, message, message.count) == 1,
            count == bytes.count
        else { return nil }
        return Ed25519Signature(bytes: bytes)
    }
}

/// The number that libcrypto gives to Ed25519.
private let ed25519 = CInt(EVP_PKEY_ED25519)

/// The public half of an Ed25519 key pair.
public struct Ed25519PublicKey: Hashable, Sendable, CustomStringConvertible {
    /// Bytes of a public key.
    public static let length = 32

    /// The key as RFC 8032 encodes it.
    public let bytes: [UInt8]

    /// A key from its bytes; nil if they are not 32.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Ed25519PublicKey.length else { return nil }
        self.bytes = bytes
    }

    /// Reads the text that `description` writes; nil for any other.
    public init?(_ text: String) {
        guard let bytes = Base64URL.bytes(of: text.utf8) else { return nil }
        self.init(bytes: bytes)
    }

    /// The key as base64 for URLs, 43 characters.
    public var description: String { Base64URL.text(of: bytes) }

    /// Whether a signature of a message was made with the other half.
    public func verifies(_ signature: Ed25519Signature, of message: [UInt8]) -> Bool {
        guard let key = unsafe EVP_PKEY_new_raw_public_key(ed25519, nil, bytes, bytes.count)
        else { return false }
        let handle = unsafe LibcryptoKey(owning: key)
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        let signature = signature.bytes
        return unsafe EVP_DigestVerifyInit(context, nil, nil, nil, handle.pointer) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}

/// A key of libcrypto, freed with its last user. Nobody changes it, so threads may share it.
@safe private final class LibcryptoKey: @unchecked Sendable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe EVP_PKEY_free(pointer) }
}
