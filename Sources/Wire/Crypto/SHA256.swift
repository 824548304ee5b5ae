internal import CCrypto

/// SHA-256 (FIPS 180-4), from libcrypto.
public enum SHA256 {
    /// The digest of some bytes, 32 bytes; nil if libcrypto refuses.
    public static func digest(of bytes: [UInt8]) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: 32)
        guard unsafe EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil) == 1 else {
            return nil
        }
        return digest
    }

    /// The digest of a text in lower-case hexadecimal digits; nil if libcrypto refuses.
    public static func digits(of text: String) -> String? {
        digest(of: Array(text.utf8)).map(hexadecimal)
    }

    /// Bytes as lower-case hexadecimal digits.
    public static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }
}
