internal import CCrypto

/// The keys of a client's Initial packets (RFC 9001, 5.2). Anyone who sees the first packet can
/// derive them; they keep out accidents, not observers.
struct QUICInitialKeys: Sendable {
    private let key: [UInt8]
    private let iv: [UInt8]
    private let headerKey: [UInt8]

    /// Derives the keys from the destination connection identifier of the client's first packet;
    /// nil if the cryptographic library fails.
    init?(version: QUICVersion, destination: [UInt8]) {
        guard let initial = hmacSHA256(key: version.salt, destination),
            let secret = expand(initial, label: "client in", count: 32),
            let key = expand(secret, label: version.labelPrefix + "key", count: 16),
            let iv = expand(secret, label: version.labelPrefix + "iv", count: 12),
            let headerKey = expand(secret, label: version.labelPrefix + "hp", count: 16)
        else { return nil }
        self.key = key
        self.iv = iv
        self.headerKey = headerKey
    }

    /// Opens a packet of the datagram; nil if it does not authenticate under these keys.
    func open(_ initial: QUICInitial, in datagram: RawSpan) -> [UInt8]? {
        let at = initial.packetNumberOffset
        // The sample stands four bytes behind the packet number's start (RFC 9001, 5.4.2).
        guard initial.start >= 0, initial.start < at, at + 20 <= initial.end,
            initial.end <= datagram.byteCount,
            let mask = encryptBlock([UInt8](datagram, at + 4..<at + 20), key: headerKey)
        else { return nil }
        var header = [UInt8](datagram, initial.start..<at)
        header[0] ^= mask[0] & 0x0f
        let numberLength = Int(header[0] & 3) + 1
        var nonce = iv
        for index in 0..<numberLength {
            let byte = datagram.u8(at + index) ^ mask[1 + index]
            header.append(byte)
            // Truncated numbers equal the full ones in a first flight.
            nonce[12 - numberLength + index] ^= byte
        }
        let body = at + numberLength
        guard body + 16 <= initial.end else { return nil }
        return decrypt(
            [UInt8](datagram, body..<initial.end - 16),
            tag: [UInt8](datagram, initial.end - 16..<initial.end), nonce: nonce, header: header)
    }

    private func decrypt(
        _ text: [UInt8], tag: [UInt8], nonce: [UInt8], header: [UInt8]
    ) -> [UInt8]? {
        guard let context = unsafe EVP_CIPHER_CTX_new() else { return nil }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        var plain = [UInt8](repeating: 0, count: text.count)
        var tag = tag
        var count: CInt = 0
        guard unsafe EVP_DecryptInit_ex(context, EVP_aes_128_gcm(), nil, key, nonce) == 1,
            unsafe EVP_DecryptUpdate(context, nil, &count, header, CInt(header.count)) == 1,
            unsafe EVP_DecryptUpdate(context, &plain, &count, text, CInt(text.count)) == 1,
            unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, &tag) == 1,
            unsafe EVP_DecryptFinal_ex(context, nil, &count) == 1
        else { return nil }
        return plain
    }
}

/// HMAC with SHA-256, which is HKDF-Extract with the salt as the key (RFC 5869, 2.2).
private func hmacSHA256(key: [UInt8], _ message: [UInt8]) -> [UInt8]? {
    var digest = [UInt8](repeating: 0, count: 32)
    var count: CUnsignedInt = 0
    guard
        unsafe HMAC(
            EVP_sha256(), key, CInt(key.count), message, message.count, &digest, &count) != nil,
        count == 32
    else { return nil }
    return digest
}

/// HKDF-Expand-Label of TLS 1.3 with an empty context, for up to one block (RFC 8446, 7.1).
private func expand(_ secret: [UInt8], label: String, count: Int) -> [UInt8]? {
    let label = Array("tls13 ".utf8) + Array(label.utf8)
    let message = [0, UInt8(count), UInt8(label.count)] + label + [0, 1]
    return hmacSHA256(key: secret, message).map { Array($0.prefix(count)) }
}

/// One block of AES-128.
private func encryptBlock(_ block: [UInt8], key: [UInt8]) -> [UInt8]? {
    guard let context = unsafe EVP_CIPHER_CTX_new() else { return nil }
    defer { unsafe EVP_CIPHER_CTX_free(context) }
    // Update may write one block more than it takes.
    var out = [UInt8](repeating: 0, count: 32)
    var count: CInt = 0
    guard unsafe EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), nil, key, nil) == 1,
        unsafe EVP_EncryptUpdate(context, &out, &count, block, CInt(block.count)) == 1, count == 16
    else { return nil }
    return out
}
